/** A run of ten thousand steps keeps its memory, as `node benchmarks/flatMemory.mjs` has measured it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../architecture/sources.ts';

interface Report {
  readonly backend: string;
  readonly steps: number;
  readonly memoryBytes: Readonly<Record<'settled' | 'least' | 'most' | 'last', number>>;
}

test('no byte is added or lost over ten thousand steps on WebGPU', () => {
  const file = join(root, 'benchmarks', 'results', 'flat-memory.json');
  const { backend, steps, memoryBytes } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  expect({ backend, steps }).toEqual({ backend: 'webgpu', steps: 10_000 });
  expect(memoryBytes.settled).toBeGreaterThan(0);
  expect([memoryBytes.least, memoryBytes.most, memoryBytes.last]).toEqual(Array(3).fill(memoryBytes.settled));
});
