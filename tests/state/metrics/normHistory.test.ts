/** The history of norms stays small, spread over the run, and ends with the newest row. */
import { describe, expect, it } from 'vitest';
import type { TensorNormRow } from '../../../src/protocol/protocol.ts';
import { createMetricsStore } from '../../../src/state/metrics/metricsStore.ts';
import { createNormHistory } from '../../../src/state/metrics/normHistory.ts';
import { mapColumns } from '../../../src/storage/frames.ts';

const row = (step: number): TensorNormRow => ({ step, values: Float32Array.of(step, 1, 0.001) });

describe('norm history', () => {
  it('keeps every row of a short run', () => {
    const history = createNormHistory();
    for (let step = 1; step <= 200; step++) history.append(row(step));
    expect(history.rows.map(({ step }) => step)).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
  });

  it('is thinned evenly however long the run is, and always has the first and the newest row', () => {
    const history = createNormHistory();
    for (let step = 10; step <= 500_000; step += 10) {
      history.append(row(step));
      if (step % 9970 !== 0) continue;
      const steps = history.rows.map((one) => one.step);
      expect(steps.length).toBeLessThanOrEqual(256);
      expect([steps[0], steps.at(-1)]).toEqual([10, step]);
      // All gaps but the last, in which the newest row still waits.
      const gaps = steps.slice(1, -1).map((at, n) => at - (steps[n] ?? NaN));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.max(10, step / 60));
    }
    expect(history.rows.length).toBeGreaterThan(100);
  });

  it('goes back with the run', () => {
    const history = createNormHistory();
    for (const step of [1, 5, 9]) history.append(row(step));
    history.forgetFrom(5);
    expect(history.rows.map(({ step }) => step)).toEqual([1]);
  });
});

describe('norms in the store of metrics', () => {
  const frame = (...steps: number[]) => ({
    runId: 'a',
    steps: Int32Array.from(steps),
    columns: mapColumns(() => Float32Array.from(steps)),
    norms: row(steps.at(-1) ?? 0),
  });

  it('one row a frame; going back and replaying replaces them', () => {
    const metrics = createMetricsStore();
    expect(metrics.norms('a')).toEqual([]);
    metrics.append(frame(1, 2));
    metrics.append(frame(3, 4));
    expect(metrics.norms('a')).toEqual([row(2), row(4)]);
    metrics.append(frame(3));
    expect(metrics.norms('a')).toEqual([row(2), row(3)]);
    metrics.truncate('a', 2);
    expect(metrics.norms('a')).toEqual([row(2)]);
  });

  it('frames from before there were norms are read', () => {
    const metrics = createMetricsStore();
    const { norms: _, ...old } = frame(1, 2);
    metrics.load('a', [old, frame(3)]);
    expect(metrics.norms('a')).toEqual([row(3)]);
  });
});
