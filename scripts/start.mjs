/** npm start: from a clean clone to the running playground. Installs, builds and extracts only what is missing or stale. */
import { bootstrap } from './lib/bootstrap.mjs';
import { parseServeArguments, serveUntilStopped } from './lib/serveCommand.mjs';
import { makeSite } from './lib/site.mjs';
import { main } from './lib/terminal.mjs';

await main(async () => {
  const options = parseServeArguments(process.argv.slice(2));
  await bootstrap();
  await makeSite();
  await serveUntilStopped(options);
});
