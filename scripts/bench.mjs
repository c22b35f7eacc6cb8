/** `npm run bench -- [--only WORK …] [--out FILE]`: measures the built site in headless Chromium, one work after another. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bootstrap } from './lib/bootstrap.mjs';
import { main, PlainError } from './lib/terminal.mjs';

await main(async () => {
  await bootstrap();
  const { works } = await import('../benchmarks/works/index.mjs');
  const { describeMachine } = await import('../benchmarks/machine.mjs');
  const { makeSite } = await import('./lib/site.mjs');
  const ids = works.map(({ id }) => id);
  const { only = ids, out } = parseBenchArguments();
  for (const id of only) {
    if (!ids.includes(id)) throw new PlainError(`There is no work "${id}". There are: ${ids.join(', ')}.`, 2);
  }
  await makeSite();
  const rows = [];
  for (const work of works.filter(({ id }) => only.includes(id))) {
    console.log(`${work.id}: ${work.summary}`);
    for (const row of await work.run()) {
      rows.push({ work: work.id, engine: 'trimtab', ...row });
      console.log(`  ${JSON.stringify(row)}`);
    }
  }
  const report = { ...describeMachine(), rows };
  if (out === undefined) console.log(JSON.stringify(report, null, 2));
  else writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
});

function parseBenchArguments() {
  try {
    const options = { only: { type: 'string', multiple: true }, out: { type: 'string' } };
    return parseArgs({ options }).values;
  } catch (error) {
    throw new PlainError(`${error.message} The options are --only WORK (may be repeated) and --out FILE.`, 2);
  }
}
