/**
 * Records how a prepared race ends: `node benchmarks/races.mjs RACE` runs it by the lab on WASM, a minute or two on two cores,
 * and writes benchmarks/results/races-RACE.json. `--from DIR` takes a folder that the lab has left, `--note TEXT` says more.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, runNode } from '../scripts/lib/run.mjs';
import { main, PlainError } from '../scripts/lib/terminal.mjs';
import { commitOf } from './commit.mjs';
import { describeMachine } from './machine.mjs';

const options = { from: { type: 'string' }, note: { type: 'string' } };

await main(async () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [race] = positionals;
  if (race === undefined) throw new PlainError('Say which race: npm run lab -- races lists them.', 2);
  const { machine, date } = describeMachine();
  const folder = values.from ?? (await run(race));
  const summary = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  if (summary.race !== race || !summary.whole)
    throw new PlainError(`There is no whole race “${race}” in ${String(folder)}.`, 2);
  const head = {
    machine,
    date,
    commit: commitOf(),
    command: `npm run lab -- race ${race} --backend wasm --out DIR`,
    ...(values.note && { note: values.note }),
  };
  const file = join(root, 'benchmarks', 'results', `races-${race}.json`);
  writeFileSync(file, `${JSON.stringify({ ...head, ...rounded(summary) }, null, 1)}\n`);
  console.log(`${file}: ${summary.order.join(', ')}`);
});

async function run(race) {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-race-'));
  const { code } = await runNode('scripts/lab.mjs', ['race', race, '--backend', 'wasm', '--out', folder]);
  if (code !== 0) throw new PlainError('The race did not come to its end; the reason is above.', code);
  return folder;
}

/** Single precision holds seven digits. */
function rounded(summary) {
  return JSON.parse(
    JSON.stringify(summary, (_key, value) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value,
    ),
  );
}
