/** Every backend measures what it can do: plausible numbers, soon, once for all, and without keeping memory for it. */
import { expect, test } from 'vitest';
import { startEngine } from '../../src/engine/backend/startEngine.ts';
import { secondsPerUnit } from '../../src/engine/limits/perUnit.ts';
import { backends, engineOn } from './engines.ts';

test.each(backends)('%s', async (backend) => {
  const engine = await engineOn(backend);
  const before = engine.memoryBytes();
  const startedAt = performance.now();
  const { flopsPerSecond, bytesPerSecond, secondsPerDispatch } = await engine.measurePeaks();
  // Under a second on a machine with nothing else to do, which one that runs tests is not.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(engine.memoryBytes()).toBe(before);
  expect(flopsPerSecond).toBeGreaterThan(1e7);
  expect(flopsPerSecond).toBeLessThan(1e15);
  expect(bytesPerSecond).toBeGreaterThan(1e7);
  expect(bytesPerSecond).toBeLessThan(1e14);
  expect(secondsPerDispatch === null).toBe(backend === 'cpu');
  expect(secondsPerDispatch ?? 1e-6).toBeGreaterThan(0);
  expect(secondsPerDispatch ?? 1e-6).toBeLessThan(0.01);
});

test('a GPU has one figure for arithmetic, in the limit of a step and in the shares of its kernels', async () => {
  // On a device of its own, of which no other test has asked for kernels.
  const { gpu } = await startEngine('webgpu');
  if (!gpu) throw new Error('no GPU');
  const shared = (): (number | null)[] =>
    gpu.kernels.report().map(({ gflops, share }) => (gflops === null || share === null ? null : gflops / share));
  gpu.kernels.product('NN', false, { rows: 20, columns: 36, inner: 12 });
  await gpu.kernels.tune(60_000);
  const [tuned = null] = shared();
  expect(tuned).toBeGreaterThan(0);
  const { flopsPerSecond } = await gpu.measurePeaks();
  expect(shared()[0]).toBeCloseTo((flopsPerSecond ?? NaN) / 1e9, 3);
  await gpu.kernels.reset();
  await gpu.kernels.tune(60_000);
  expect(shared()[0]).toBeCloseTo((flopsPerSecond ?? NaN) / 1e9, 3);
  gpu.destroy();
});

test('a clock that stands still gives no figure, and does not have ever more work done', async () => {
  const asked: number[] = [];
  const seconds = await secondsPerUnit(async (units) => {
    asked.push(units);
    await new Promise((resolve) => setTimeout(resolve, units));
    return 0;
  }, 1);
  expect(seconds).toBe(0);
  expect(Math.max(...asked)).toBeLessThan(1000);
});

test.each([1, 1000])(
  'what every measurement costs by itself is not part of the result, from %d units on',
  async (from) => {
    const [overheadMs, unitMs] = [3, 0.5];
    const seconds = await secondsPerUnit((units) => Promise.resolve(overheadMs + units * unitMs), from);
    expect(1000 * seconds).toBeCloseTo(unitMs, 9);
  },
);
