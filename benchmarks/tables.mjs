/** `node benchmarks/tables.mjs`: writes what lies in benchmarks/results into the tables of docs/performance.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/run.mjs';

export const performanceDocument = join(root, 'docs', 'performance.md');

const block = /^<!-- results: ([\w-]+) -->\n[^]*?^<!-- end -->$/gm;

/** The document with its tables as the results are now. @param {string} text */
export function withTables(text) {
  return text.replace(block, (_, name) => `<!-- results: ${name} -->\n${tableOf(name)}\n<!-- end -->`);
}

function tableOf(name) {
  const { machine, date, commit, dawn, rows, note } = JSON.parse(
    readFileSync(join(root, 'benchmarks', 'results', `${name}.json`), 'utf8'),
  );
  const adapters = new Set(rows.map(({ adapter }) => adapter).filter(Boolean));
  const facts = [
    placeOf(machine),
    ...adapters,
    ...(dawn === undefined ? [] : [`Dawn of ${dawn}`]),
    `commit ${commit}, ${date}`,
  ];
  return [
    `${facts.join('; ')}. ${note} ([all figures](../benchmarks/results/${name}.json))`,
    '',
    '| work | engine | backend | median ms | lowest to highest | |',
    '|---|---|---|---|---|---|',
    ...rows.filter(isShown).map(lineOf),
  ].join('\n');
}

/** A browser tells neither the processor nor what else it was doing. */
const placeOf = ({ cores, processor, loadBefore, userAgent }) =>
  processor === undefined ? `${cores} cores, ${userAgent}` : `${cores} cores (${processor}), load ${loadBefore} before`;

/** The products of the models are many, and named by more than one word. */
const isShown = ({ product = '' }) => !product.includes(' ');

function lineOf(row) {
  const { work, product = '', precision = '', engine, backend, medianMs, minMs, maxMs } = row;
  const what = [work, product, precision].filter(Boolean).join(' ');
  return `| ${[what, engine, backend, medianMs, `${minMs} to ${maxMs}`, detailOf(row)].join(' | ')} |`;
}

function detailOf({
  dispatches,
  submits,
  inRunMs,
  gflops,
  shareOfPeak,
  shareOfDenseMs,
  shareOfDenseBytes,
  tokensPerSecond,
  work,
  note,
}) {
  if (dispatches !== undefined) {
    const inRun = inRunMs === undefined ? '' : `, ${inRunMs} ms in a run`;
    return `${dispatches} dispatches, ${submits} ${submits === 1 ? 'submit' : 'submits'}${inRun}`;
  }
  if (shareOfPeak !== undefined) return `${gflops} GFLOP/s, ${Math.round(100 * shareOfPeak)} % of the peak`;
  if (shareOfDenseMs !== undefined) return `${shareOfDenseMs} of the time and ${shareOfDenseBytes} of the bytes of f32`;
  if (tokensPerSecond !== undefined) return `${tokensPerSecond} tokens/s`;
  return /^(step|lstm)-/.test(work) ? '' : note;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(performanceDocument, withTables(readFileSync(performanceDocument, 'utf8')));
}
