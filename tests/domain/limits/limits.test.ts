/** The ledger of memory and the limit of a step, on round numbers. */
import { describe, expect, test } from 'vitest';
import { memoryLedger, memoryParts, memoryVerdict, neededBytes } from '../../../src/domain/limits/memory.ts';
import { stepLimit } from '../../../src/domain/limits/roofline.ts';

describe('memory', () => {
  const needs = { weightBytes: 10, optimizerBytes: 20, activationBytes: 30 };

  test('weights and activations are there twice, the second time as gradients', () => {
    expect(neededBytes(needs)).toBe(100);
    expect(memoryLedger(needs, 0).bytes).toEqual({
      weights: 10,
      gradients: 10,
      optimizer: 20,
      activations: 60,
      other: 0,
    });
  });

  test.each([0, 60, 100, 250])('the parts add up, with %d bytes held before', (startBytes) => {
    const { bytes, totalBytes } = memoryLedger(needs, startBytes);
    expect(memoryParts.reduce((sum, part) => sum + bytes[part], 0)).toBe(totalBytes);
    expect(totalBytes).toBe(Math.max(100, startBytes));
  });

  test.each([
    [80, 'fits'],
    [81, 'near'],
    [100, 'near'],
    [101, 'over'],
  ])('%d of 100 bytes: %s', (total, verdict) => {
    expect(memoryVerdict(total, 100)).toBe(verdict);
  });
});

describe('limit of a step', () => {
  const peaks = { flopsPerSecond: 1e12, bytesPerSecond: 1e11, secondsPerDispatch: 1e-5 };

  test('arithmetic and bandwidth go on side by side, dispatches come on top', () => {
    const limit = stepLimit({ flops: 4e9, bytes: 1e8, dispatches: 100 }, peaks);
    expect(limit).toEqual({
      arithmeticMs: 4,
      bandwidthMs: 1,
      dispatchMs: 1,
      roofMs: 4,
      limitMs: 5,
      bound: 'arithmetic',
    });
  });

  test.each([
    [{ flops: 1e9, bytes: 5e8, dispatches: 10 }, 'bandwidth'],
    [{ flops: 1e8, bytes: 1e7, dispatches: 67 }, 'dispatch'],
  ] as const)('%o is bound by %s', (work, bound) => {
    expect(stepLimit(work, peaks)?.bound).toBe(bound);
  });

  test('what was not measured is not guessed', () => {
    const work = { flops: 1e9, bytes: 1e8, dispatches: 0 };
    expect(stepLimit(work, { ...peaks, bytesPerSecond: null })).toBeNull();
    expect(stepLimit(work, { ...peaks, secondsPerDispatch: null })?.dispatchMs).toBe(0);
  });
});
