/** npm run dev: Vite's development server. What follows "--" is handed on to it. */
import { bootstrap } from './lib/bootstrap.mjs';
import { runNode } from './lib/run.mjs';
import { makeParts } from './lib/site.mjs';
import { main } from './lib/terminal.mjs';

await main(async () => {
  await bootstrap();
  await makeParts();
  const { code } = await runNode('node_modules/vite/bin/vite.js', process.argv.slice(2));
  return code;
});
