/** Every backend measures what it can do: plausible numbers, soon, and without keeping memory for it. */
import { expect, test } from 'vitest';
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

test.each([1, 1000])(
  'what every measurement costs by itself is not part of the result, from %d units on',
  async (from) => {
    const [overheadMs, unitMs] = [3, 0.5];
    const seconds = await secondsPerUnit((units) => Promise.resolve(overheadMs + units * unitMs), from);
    expect(1000 * seconds).toBeCloseTo(unitMs, 9);
  },
);
