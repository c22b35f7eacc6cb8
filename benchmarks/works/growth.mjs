/** Bytes that the backend holds over 2,000 steps of a small model; after the first steps they should stay as they are. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/run.mjs';
import { median } from '../statistics.mjs';

const steps = 2000;
/** Before these, pools still fill. */
const settled = 50;
const small = ['model.layers=1', 'model.width=32', 'model.heads=2', 'model.context=16', 'training.batchSize=4'];

export const growth = {
  id: 'growth',
  summary: `bytes held by the backend over ${steps} steps`,
  async run({ backend: wanted }) {
    return (wanted === undefined ? ['wasm', 'webgpu'] : [wanted]).map((backend) => {
      const rows = train(backend).slice(settled);
      const bytes = rows.map(({ memoryBytes }) => memoryBytes);
      const times = rows.map(({ stepMs }) => stepMs);
      return {
        backend,
        medianMs: median(times),
        minMs: Math.min(...times),
        maxMs: Math.max(...times),
        runs: times.length,
        note: `bytes from step ${settled} to ${steps}: ${Math.min(...bytes)} to ${Math.max(...bytes)}`,
      };
    });
  },
};

function train(backend) {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-growth-'));
  try {
    const set = small.flatMap((assignment) => ['--set', assignment]);
    const lab = ['scripts/lab.mjs', 'run', 'gpt-moby-dick', '--backend', backend, '--steps', String(steps)];
    execFileSync(process.execPath, [...lab, ...set, '--out', join(folder, 'run')], { cwd: root, stdio: 'ignore' });
    const lines = readFileSync(join(folder, 'run', 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n');
    return lines.map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
