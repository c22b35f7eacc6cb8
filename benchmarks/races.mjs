/**
 * Records how a prepared race ends: `node benchmarks/races.mjs RACE` runs it on WASM in Node, in a minute or two, and writes
 * benchmarks/results/races-RACE.json. `--from DIR` takes the folder of `npm run lab -- race RACE --backend wasm --out DIR`
 * instead, and `--note TEXT` says more.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/run.mjs';
import { main, PlainError } from '../scripts/lib/terminal.mjs';
import { commitOf } from './commit.mjs';
import { describeMachine } from './machine.mjs';
import { raceInNode } from './races/inNode.mjs';

const options = { from: { type: 'string' }, note: { type: 'string' } };

await main(async () => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [race] = positionals;
  if (race === undefined) throw new PlainError('Say which race: npm run lab -- races lists them.', 2);
  const { machine, date } = describeMachine();
  const { from } = values;
  const summary =
    from === undefined ? await raceInNode(race) : JSON.parse(readFileSync(join(from, 'summary.json'), 'utf8'));
  if (summary.race !== race || !summary.whole) throw new PlainError(`That was no whole race “${race}”.`, 2);
  const head = {
    machine,
    date,
    commit: commitOf(),
    command:
      from === undefined ? `node benchmarks/races.mjs ${race}` : `npm run lab -- race ${race} --backend wasm --out DIR`,
    ...(values.note && { note: values.note }),
  };
  const file = join(root, 'benchmarks', 'results', `races-${race}.json`);
  writeFileSync(file, `${JSON.stringify({ ...head, ...rounded(summary) }, null, 1)}\n`);
  console.log(`${file}: ${summary.order.join(', ')}`);
});

/** Single precision holds seven digits. */
function rounded(summary) {
  return JSON.parse(
    JSON.stringify(summary, (_key, value) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value,
    ),
  );
}
