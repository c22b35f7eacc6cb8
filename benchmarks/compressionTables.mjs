/** `node benchmarks/compressionTables.mjs`: writes what benchmarks/results has of compression into the tables of docs/compression.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/lib/run.mjs';
import { compressionTimes } from './compressionTimes.mjs';

export const compressionDocument = join(root, 'docs', 'compression.md');
export const compressionResults = join(root, 'benchmarks', 'results', 'compression.json');

const block = /^<!-- results: ([\w-]+) -->\n[^]*?^<!-- end -->$/gm;

/** The document with its tables as the results are now. @param {string} text */
export function withCompressionTables(text) {
  const results = JSON.parse(readFileSync(compressionResults, 'utf8'));
  return text.replace(block, (_, name) => `<!-- results: ${name} -->\n${blockOf(name, results)}\n<!-- end -->`);
}

function blockOf(name, results) {
  if (name === 'model') return modelLine(results);
  if (name === 'headline') return headline(results);
  if (name === 'times') return timesOfPasses();
  const rows = results.rows.filter(({ section }) => section === name);
  if (rows.length === 0) return 'Not measured yet.';
  return lists.includes(name) ? list(rows, results) : pivot(rows);
}

/** Sections whose rows have files to compare; of the others, each line has several strengths. */
const lists = ['together', 'training', 'whileTraining', 'learnedLevels', 'tenfold'];

/** Sections in which the model learns on. */
const trains = ['training', 'whileTraining', 'learnedLevels', 'tenfold'];

function modelLine({ model, backend, commit, date }) {
  const { parameters, steps, valLossNats, validationTokens } = model;
  const { layers, width, context } = model.config.model;
  return (
    `${layers} layers, width ${width}, context ${context}, ${parameters} parameters, ${steps} steps; validation loss ` +
    `${valLossNats.toFixed(4)} nats over ${validationTokens} tokens, perplexity ${Math.exp(valLossNats).toFixed(3)}. ` +
    `Backend ${backend}; commit ${commit}, ${date}. ([all figures](../benchmarks/results/compression.json))`
  );
}

function timesOfPasses() {
  if (!existsSync(compressionTimes)) return 'Not measured yet.';
  const { rows, calibrateMs, machine, adapter, backend, commit, date } = JSON.parse(
    readFileSync(compressionTimes, 'utf8'),
  );
  const { processor, cores, loadBefore } = machine;
  const seconds = (ms) => (ms / 1000).toFixed(2);
  return [
    `${processor}, ${cores} cores, load ${loadBefore} before; ${backend}, ${adapter}; commit ${commit}, ${date}. Calibration, once ` +
      `for all recipes on a model: ${seconds(calibrateMs)} s.`,
    '',
    table(['method', 'seconds']),
    table(['---', '--:']),
    ...rows.map(({ method, compressMs }) => table([method, seconds(compressMs)])),
  ].join('\n');
}

/** A line for each series, a column for each strength. */
function pivot(rows) {
  const columns = [...new Set(rows.map(({ at }) => at))];
  const lines = [...new Set(rows.map(({ series }) => series))].map((series) => {
    const cells = columns.map((column) => {
      const found = rows.find((row) => row.series === series && row.at === column);
      return found ? `${found.valLossNats.toFixed(4)} · ${found.bitsPerWeight.toFixed(2)}` : '';
    });
    return table([series, ...cells]);
  });
  return [table(['method', ...columns]), table(['---', ...columns.map(() => '--:')]), ...lines].join('\n');
}

function list(rows, results) {
  const head = ['recipe', 'nats', 'perplexity', 'bytes', 'bits per weight', 'smaller than f16', 'after gzip'];
  const lines = rows.map((row) => {
    const { series, at, valLossNats, fileBytes, gzipBytes, bitsPerWeight } = row;
    return table([
      `${series}, ${at}`,
      valLossNats.toFixed(4),
      percent(growth(row, results)),
      fileBytes,
      bitsPerWeight.toFixed(2),
      `${shrinkage(row, results).toFixed(2)} ×`,
      gzipBytes,
    ]);
  });
  return [table(head), table(['---', ...head.slice(1).map(() => '--:')]), ...lines].join('\n');
}

/** What 4 bits cost, and the smallest file of all recipes within each loss of quality. */
function headline(results) {
  const fourBits = results.rows.find(({ section, series }) => section === 'together' && series === 'gptq 4 bits');
  const lines = [['4 bits', fourBits]];
  const atOnce = { ...results, rows: results.rows.filter(({ section }) => !trains.includes(section)) };
  for (const most of [0.01, 0.05]) {
    const what = `Smallest file at most ${100 * most} % up in perplexity`;
    lines.push([`${what}, without training`, smallestWithin(most, atOnce)], [what, smallestWithin(most, results)]);
  }
  return lines.map(([what, row]) => headlineOf(what, row, results)).join('\n');
}

function headlineOf(what, row, results) {
  const { series, at, recipe, fileBytes, bitsPerWeight } = row;
  const name = `**${series}**, ${at}, everything else ${recipe.rest ?? 'f16'}`;
  const times = `${shrinkage(row, results).toFixed(2)} × smaller than f16`;
  const size = `${fileBytes} bytes, ${bitsPerWeight.toFixed(2)} bits per weight, ${times}`;
  return `- ${what}: ${name}: perplexity ${percent(growth(row, results))}, ${size}.`;
}

export function smallestWithin(most, results) {
  const fit = results.rows.filter((row) => growth(row, results) <= most);
  return fit.reduce((best, row) => (row.fileBytes < best.fileBytes ? row : best));
}

/** Of the perplexity, as a share. */
export const growth = ({ valLossNats }, { model }) => Math.exp(valLossNats - model.valLossNats) - 1;

/** Against the weights alone in f16. */
export const shrinkage = ({ fileBytes }, { model }) => (2 * model.parameters) / fileBytes;

const table = (cells) => `| ${cells.join(' | ')} |`;
const percent = (share) => `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(2)} %`;

if (process.argv[1] === import.meta.filename) {
  writeFileSync(compressionDocument, withCompressionTables(readFileSync(compressionDocument, 'utf8')));
}
