/**
 * `node benchmarks/compressionTimes.mjs [DIR]`: how long every method of a recipe takes with its default settings, on the
 * model in DIR, the reference that ships unless another is named. Through the lab on its WASM backend, one recipe after
 * another in one browser; writes benchmarks/results/compression-times.json. To be run alone: the load before is recorded.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadModule } from '../scripts/lab/domain.mjs';
import { folderOf } from '../scripts/lab/folder.mjs';
import { root, runNode } from '../scripts/lib/run.mjs';
import { main, PlainError } from '../scripts/lib/terminal.mjs';
import { commitOf } from './commit.mjs';
import { describeMachine } from './machine.mjs';

export const compressionTimes = join(root, 'benchmarks', 'results', 'compression-times.json');

async function measure(source, work) {
  const { kindOf, passMethods } = await loadModule('src/domain/compression/recipe/passes.ts');
  // Those that train take as long as they are told to.
  const methods = Object.keys(passMethods).filter((method) => kindOf(method) !== 'train');
  const facts = { ...describeMachine(), commit: commitOf() };
  const recipes = join(work, 'recipes.json');
  // The first reads the text that calibrates all, and is not among the rows.
  writeFileSync(recipes, JSON.stringify(['gptq', ...methods].map((method) => ({ passes: [{ method }] }))));
  const lab = ['compress', source, '--recipe', recipes, '--out', work, '--backend', 'wasm'];
  const { code } = await runNode('scripts/lab.mjs', lab);
  if (code !== 0) throw new PlainError('Not every recipe was run; the reason is above.', code);
  const [first, ...summaries] = ['', ...methods].map((_, at) =>
    JSON.parse(readFileSync(join(work, folderOf(at), 'summary.json'), 'utf8')),
  );
  const { parameters, backend, adapter, config } = first;
  return {
    ...facts,
    backend,
    adapter,
    model: { ...config.model, parameters },
    calibrateMs: Math.round(first.calibrateMs),
    rows: summaries.map(({ compressMs }, at) => ({ method: methods[at], compressMs: Math.round(compressMs) })),
  };
}

/** A row a line. */
function print({ rows, ...facts }) {
  const head = JSON.stringify(facts, null, 2).replace(/\n\}$/, '');
  return `${head},\n  "rows": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}

if (process.argv[1] === import.meta.filename) {
  await main(async () => {
    const source = process.argv[2] ?? join(root, 'public', 'checkpoints', 'moby-dick-gpt');
    const work = mkdtempSync(join(tmpdir(), 'trimtab-times-'));
    try {
      writeFileSync(compressionTimes, print(await measure(resolve(source), work)));
    } finally {
      rmSync(work, { recursive: true });
    }
  });
}
