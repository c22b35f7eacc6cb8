/**
 * `node benchmarks/flatMemory.mjs [STEPS]`: whether the memory of a long run stays what it was. Ten thousand steps of a small
 * Transformer on WebGPU through the lab, with validation and samples on the way, as a person would leave it running; writes
 * benchmarks/results/flat-memory.json.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runNode } from '../scripts/lib/run.mjs';
import { main, PlainError } from '../scripts/lib/terminal.mjs';
import { commitOf } from './commit.mjs';
import { describeMachine } from './machine.mjs';
import { median } from './statistics.mjs';

const result = join(root, 'benchmarks', 'results', 'flat-memory.json');
/** By then every buffer that a step and a validation need has been made. */
const settled = 600;

const settings = {
  'model.layers': 2,
  'model.heads': 2,
  'model.width': 32,
  'model.context': 32,
  'training.batchSize': 4,
  'training.evalEvery': 500,
};

await main(async () => {
  const steps = Number(process.argv[2] ?? 10_000);
  const out = mkdtempSync(join(tmpdir(), 'trimtab-memory-'));
  try {
    const facts = { ...describeMachine(), commit: commitOf() };
    const set = Object.entries(settings).flatMap(([path, value]) => ['--set', `${path}=${value}`]);
    const run = ['run', 'gpt-moby-dick', '--backend', 'webgpu', '--steps', String(steps), ...set, '--out', out];
    const { code } = await runNode('scripts/lab.mjs', run);
    if (code !== 0) throw new PlainError('The run did not end; the reason is above.', code);
    const read = (name) => readFileSync(join(out, name), 'utf8');
    const rows = read('metrics.jsonl')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { adapter, backend, valLossNats, dispatchesPerStep } = JSON.parse(read('summary.json'));
    const later = rows.filter(({ step }) => step >= settled);
    const bytes = later.map(({ memoryBytes }) => memoryBytes);
    const ms = (from, to) => median(rows.filter(({ step }) => step > from && step <= to).map(({ stepMs }) => stepMs));
    const report = {
      ...facts,
      backend,
      adapter,
      settings,
      steps,
      dispatchesPerStep,
      valLossNats,
      memoryBytes: { settled: bytes[0], least: Math.min(...bytes), most: Math.max(...bytes), last: bytes.at(-1) },
      medianStepMs: { first: ms(settled, settled + 1000), last: ms(steps - 1000, steps) },
    };
    writeFileSync(result, `${JSON.stringify(report, null, 2)}\n`);
  } finally {
    rmSync(out, { recursive: true });
  }
});
