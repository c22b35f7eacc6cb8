/**
 * `node benchmarks/compression.mjs DIR --out FILE`: what every way of compressing costs the model that `npm run lab -- run`
 * left in DIR. All recipes of the grid go through the lab in one browser; losses are those of the whole validation split.
 * With `--work FOLDER` the compressed models are kept there, and a FOLDER that has them is read instead.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { folderOf } from '../scripts/lab/folder.mjs';
import { runNode } from '../scripts/lib/run.mjs';
import { main, PlainError } from '../scripts/lib/terminal.mjs';
import { commitOf } from './commit.mjs';
import { sections } from './compression/grid.mjs';
import { describeMachine } from './machine.mjs';

const grid = Object.entries(sections).flatMap(([section, rows]) => rows.map((row) => ({ section, ...row })));
const summaryFile = (work, index) => join(work, folderOf(index), 'summary.json');

async function compress(source, work, backend) {
  mkdirSync(work, { recursive: true });
  const recipes = join(work, 'recipes.json');
  writeFileSync(recipes, JSON.stringify(grid.map(({ recipe }) => recipe)));
  const lab = ['compress', source, '--recipe', recipes, '--out', work, '--backend', backend];
  const { code } = await runNode('scripts/lab.mjs', lab);
  if (code !== 0) throw new PlainError('Not every recipe was run; the reason is above.', code);
}

function resultOf(source, work) {
  const { config, steps } = JSON.parse(readFileSync(join(source, 'summary.json'), 'utf8'));
  const rows = grid.map(({ section, series, at, recipe }, index) => {
    const summary = JSON.parse(readFileSync(summaryFile(work, index), 'utf8'));
    if (!isOf(summary.recipe, recipe)) throw new PlainError(`${work} holds the models of another grid.`);
    return { summary, row: { section, series, at, recipe, ...figuresOf(summary) } };
  });
  const { parameters, backend, valLossNatsBefore, validationTokens, denseBytes } = rows[0].summary;
  return {
    date: describeMachine().date,
    commit: commitOf(),
    model: { config, steps, parameters, valLossNats: valLossNatsBefore, validationTokens, denseBytes },
    backend,
    rows: rows.map(({ row }) => row),
  };
}

const isOf = (whole, { passes }) =>
  passes.every((pass, at) => Object.entries(pass).every(([key, value]) => whole.passes[at]?.[key] === value));

/** Times are left out: they belong to the machine, and losses and bytes do not. */
const figuresOf = ({ valLossNatsAfter, fileBytes, gzipBytes, bitsPerWeight }) => ({
  valLossNats: valLossNatsAfter,
  fileBytes,
  gzipBytes,
  bitsPerWeight: Number(bitsPerWeight.toFixed(3)),
});

/** A row a line. */
function print({ rows, ...facts }) {
  const head = JSON.stringify(facts, null, 2).replace(/\n\}$/, '');
  return `${head},\n  "rows": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { out: { type: 'string' }, work: { type: 'string' }, backend: { type: 'string', default: 'wasm' } },
  });
  const [source] = positionals;
  if (!source || !values.out) throw new PlainError('Say which model, and where the figures go: DIR --out FILE.', 2);
  const work = values.work ? resolve(values.work) : mkdtempSync(join(tmpdir(), 'trimtab-compression-'));
  try {
    if (!existsSync(summaryFile(work, grid.length - 1))) await compress(resolve(source), work, values.backend);
    writeFileSync(values.out, print(resultOf(resolve(source), work)));
  } finally {
    if (!values.work) rmSync(work, { recursive: true });
  }
});
