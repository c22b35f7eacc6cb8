/** The same training step in PyTorch, where Python has it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { enginesFolder } from './installEngines.mjs';

const run = promisify(execFile);

/** Debian's Python has Debian's PyTorch; another one in the path need not. */
const pythons = ['/usr/bin/python3', 'python3'];

/** Milliseconds of some steps on one thread, or null where there is no PyTorch. */
export async function pytorchSteps(architecture, { layers, width, heads, time, vocabulary, batch }, steps) {
  const shape = [layers, width, heads, time, vocabulary, batch, steps].map(String);
  for (const python of pythons) {
    try {
      const environment = { ...process.env, OMP_NUM_THREADS: '1' };
      const words = [join(enginesFolder, 'pytorch_step.py'), architecture, ...shape];
      return JSON.parse((await run(python, words, { env: environment })).stdout);
    } catch {
      // The next one may have it.
    }
  }
  return null;
}
