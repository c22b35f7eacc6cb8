/**
 * `node benchmarks/compression.mjs DIR --out FILE`: what every way of compressing costs the model that `npm run lab -- run`
 * left in DIR. Recipes of the grid go through the lab in one browser; losses are those of the whole validation split.
 * Rows that FILE has stay, and only others are run, or with `--only SECTION` those of the section, anew. What a run has done
 * lies in `--work FOLDER`, from where an interrupted one goes on.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { folderOf } from '../scripts/lab/folder.mjs';
import { runNode } from '../scripts/lib/run.mjs';
import { formatDuration, main, PlainError } from '../scripts/lib/terminal.mjs';
import { commitOf } from './commit.mjs';
import { figuresOf, gridOf, keptRows, missingRows, rowsOf } from './compression/rows.mjs';
import { describeMachine } from './machine.mjs';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** All that a run left in its folder, each with the recipe as it was asked for. */
function summariesOf(run) {
  const asked = read(join(run, 'recipes.json'));
  return asked.flatMap((recipe, index) => {
    const file = join(run, asked.length === 1 ? '' : folderOf(index), 'summary.json');
    return existsSync(file) ? [{ ...read(file), asked: recipe }] : [];
  });
}

/** Of all runs that went on in the folder, the last one last. */
const summariesIn = (work) => runsIn(work).flatMap((run) => summariesOf(join(work, run)));

const runsIn = (work) =>
  readdirSync(work)
    .filter((name) => existsSync(join(work, name, 'recipes.json')))
    .toSorted((a, b) => a.localeCompare(b));

/** The missing recipes, into a folder of their own. Ends with what the lab ends with. */
async function compress(source, work, backend, rows) {
  const out = join(work, `run-${folderOf(runsIn(work).length)}`);
  mkdirSync(out);
  const recipes = join(out, 'recipes.json');
  writeFileSync(recipes, JSON.stringify(rows.map(({ recipe }) => recipe)));
  const began = Date.now();
  const left = () => {
    const done = summariesOf(out).length;
    if (done === 0) return;
    const ms = ((Date.now() - began) / done) * (rows.length - done);
    console.log(
      `${done} of ${rows.length} recipes; about ${formatDuration(ms)} left, if the others take as long as these.`,
    );
  };
  const clock = setInterval(left, 60_000);
  try {
    const lab = ['compress', source, '--recipe', recipes, '--out', out, '--backend', backend];
    const { code } = await runNode('scripts/lab.mjs', lab);
    return code;
  } finally {
    clearInterval(clock);
  }
}

/** A row a line. */
function print({ rows, ...facts }) {
  const head = JSON.stringify(facts, null, 2).replace(/\n\}$/, '');
  return `${head},\n  "rows": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}

function factsOf(source, backend, { parameters, valLossNatsBefore, validationTokens, denseBytes }) {
  const { config, steps } = read(join(source, 'summary.json'));
  return {
    date: describeMachine().date,
    commit: commitOf(),
    model: { config, steps, parameters, valLossNats: valLossNatsBefore, validationTokens, denseBytes },
    backend,
  };
}

await main(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      work: { type: 'string' },
      only: { type: 'string', multiple: true },
      backend: { type: 'string', default: 'wasm' },
    },
  });
  const [source] = positionals;
  if (!source || !values.out) throw new PlainError('Say which model, and where the figures go: DIR --out FILE.', 2);
  const grid = gridOf(values.only);
  const earlier = existsSync(values.out) ? read(values.out) : null;
  const kept = keptRows(earlier?.rows ?? [], values.only);
  const work = values.work ? resolve(values.work) : mkdtempSync(join(tmpdir(), 'trimtab-compression-'));
  mkdirSync(work, { recursive: true });
  try {
    const missing = missingRows(grid, kept, summariesIn(work));
    console.log(`${grid.length} recipes, ${missing.length} of them to be run.`);
    const code = missing.length === 0 ? 0 : await compress(resolve(source), work, values.backend, missing);
    const summaries = summariesIn(work);
    const [first] = summaries;
    if (!first && !earlier) throw new PlainError('No recipe was run; the reason is above.', code);
    const facts = earlier ?? factsOf(resolve(source), values.backend, first);
    const commit = commitOf();
    const added = earlier && commit !== earlier.commit ? { commit } : {};
    const fresh = (summary) => ({ ...figuresOf(summary, facts.model), ...added });
    writeFileSync(values.out, print({ ...facts, rows: rowsOf(kept, summaries, fresh) }));
    const left = missingRows(grid, kept, summaries).length;
    if (left > 0) {
      const again = values.work ? 'The same command goes on from there.' : 'Name a --work folder to be able to go on.';
      throw new PlainError(`${left} recipes have not been run; what was is in ${values.out}. ${again}`, code || 1);
    }
  } finally {
    if (!values.work) rmSync(work, { recursive: true });
  }
});
