/** Runs works one after another and writes down what they gave. */
import { writeFileSync } from 'node:fs';
import { PlainError } from '../scripts/lib/terminal.mjs';
import { describeMachine } from './machine.mjs';

/**
 * @template {{ id: string }} Work
 * @param {readonly Work[]} works @param {readonly string[] | undefined} only @returns {Work[]} those named, or all
 */
export function chosenWorks(works, only) {
  const ids = works.map(({ id }) => id);
  const unknown = only?.find((id) => !ids.includes(id));
  if (unknown !== undefined) throw new PlainError(`There is no work "${unknown}". There are: ${ids.join(', ')}.`, 2);
  return works.filter(({ id }) => only?.includes(id) ?? true);
}

/**
 * @param {readonly { id: string, summary: string, run: (setting: object) => Promise<object[]> }[]} works
 * @param {object} setting for every work @param {object} facts to be told beside the machine's @param {string} [out]
 */
export async function report(works, setting, facts, out) {
  const machine = describeMachine();
  const rows = [];
  for (const work of works) {
    console.log(`${work.id}: ${work.summary}`);
    for (const row of await work.run(setting)) {
      rows.push({ work: work.id, engine: 'trimtab', ...row });
      console.log(`  ${JSON.stringify(row)}`);
    }
  }
  if (rows.length === 0) throw new PlainError('Nothing could be measured; the reasons are above.');
  const text = `${JSON.stringify({ ...machine, ...facts, rows }, null, 2)}\n`;
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
}
