/** `npm run bench -- [--only WORK …] [--backend wasm|webgpu] [--out FILE]`: measures the built site, and engines side by side, in headless Chromium, one work after another. */
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
  const { only = ids, backend, out } = parseBenchArguments();
  for (const id of only) {
    if (!ids.includes(id)) throw new PlainError(`There is no work "${id}". There are: ${ids.join(', ')}.`, 2);
  }
  const machine = describeMachine();
  await makeSite();
  const rows = [];
  for (const work of works.filter(({ id }) => only.includes(id))) {
    console.log(`${work.id}: ${work.summary}`);
    for (const row of await work.run({ backend })) {
      rows.push({ work: work.id, engine: 'trimtab', ...row });
      console.log(`  ${JSON.stringify(row)}`);
    }
  }
  const report = { ...machine, rows };
  if (out === undefined) console.log(JSON.stringify(report, null, 2));
  else writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
});

function parseBenchArguments() {
  try {
    const options = {
      only: { type: 'string', multiple: true },
      backend: { type: 'string' },
      out: { type: 'string' },
    };
    return parseArgs({ options }).values;
  } catch (error) {
    throw new PlainError(
      `${error.message} The options are --only WORK (may be repeated), --backend wasm or webgpu, and --out FILE.`,
      2,
    );
  }
}
