/** npm run build: the static site in dist/, which runs under any path of any static host. */
import { bootstrap } from './lib/bootstrap.mjs';
import { makeSite } from './lib/site.mjs';
import { main } from './lib/terminal.mjs';

await main(async () => {
  await bootstrap();
  await makeSite({ force: true });
  console.log('The site is in dist/. Copy it to any static host, or serve it here with "npm run preview".');
});
