/** npm run preview: serves the site in dist/ as it was last built. */
import { bootstrap } from './lib/bootstrap.mjs';
import { parseServeArguments, serveUntilStopped } from './lib/serveCommand.mjs';
import { siteExists } from './lib/site.mjs';
import { main, PlainError } from './lib/terminal.mjs';

await main(async () => {
  const options = parseServeArguments(process.argv.slice(2));
  await bootstrap();
  if (!siteExists())
    throw new PlainError('There is no built site in dist/. Run "npm run build" first, or "npm start" for both.');
  await serveUntilStopped(options);
});
