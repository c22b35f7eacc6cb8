import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type MetricColumn, metricColumns, type MetricFrame } from '../../../src/protocol/protocol.ts';
import { mapColumns } from '../../../src/storage/frames.ts';
import type { SeriesRequest } from '../../../src/state/metrics/contract.ts';
import { createMetricsStore } from '../../../src/state/metrics/metricsStore.ts';

type Values = Partial<Record<MetricColumn, readonly number[]>>;

/** Steps from `first`; what is not given was not measured. */
function frame(first: number, rows: number, values: Values, runId = 'a'): MetricFrame {
  const steps = Int32Array.from({ length: rows }, (_, n) => first + n);
  return {
    runId,
    steps,
    columns: mapColumns((name) => Float32Array.from({ length: rows }, (_, n) => values[name]?.[n] ?? NaN)),
  };
}

const losses = (count: number, from = 1): number[] => Array.from({ length: count }, (_, n) => from + n);
const request = (changes: Partial<SeriesRequest> = {}): SeriesRequest => ({
  column: 'trainLossNats',
  xAxis: 'step',
  range: null,
  maxPoints: 1000,
  smoothing: 0,
  ...changes,
});

describe('metrics store', () => {
  it('returns what was appended, frame after frame', () => {
    const metrics = createMetricsStore();
    metrics.append(frame(1, 2, { trainLossNats: [5, 4] }));
    metrics.append(frame(3, 1, { trainLossNats: [3] }));
    expect(metrics.series('a', request())).toEqual({ x: Float64Array.of(1, 2, 3), y: Float64Array.of(5, 4, 3) });
    expect(metrics.rows('a')).toBe(3);
    expect(metrics.row('a', 2)).toMatchObject({ step: 3, trainLossNats: 3, valLossNats: NaN });
    expect(metrics.latest('a')?.step).toBe(3);
    expect(metrics.row('a', 3)).toBeNull();
    expect(metrics.latest('none')).toBeNull();
  });

  it('leaves out steps at which nothing was measured', () => {
    const metrics = createMetricsStore();
    metrics.append(frame(1, 5, { valLossNats: [NaN, 3, NaN, Infinity, 2] }));
    expect(metrics.series('a', request({ column: 'valLossNats' }))).toEqual({
      x: Float64Array.of(2, 5),
      y: Float64Array.of(3, 2),
    });
  });

  it('forgets the abandoned future when a run goes on from an earlier step', () => {
    const metrics = createMetricsStore();
    metrics.append(frame(1, 5, { trainLossNats: losses(5) }));
    metrics.series('a', request());
    metrics.append(frame(3, 2, { trainLossNats: [30, 40] }));
    expect(metrics.series('a', request())).toEqual({
      x: Float64Array.of(1, 2, 3, 4),
      y: Float64Array.of(1, 2, 30, 40),
    });
  });

  it('smooths with the debiased moving average of all points, however they arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (values, smoothing, part) => {
          const metrics = createMetricsStore();
          let smoothed = new Float64Array();
          for (let at = 0; at < values.length; at += part) {
            const rows = values.slice(at, at + part);
            metrics.append(frame(at, rows.length, { trainLossNats: rows }));
            smoothed = Float64Array.from(metrics.series('a', request({ smoothing })).y);
          }
          values.forEach((_, t) => {
            const weights = values.slice(0, t + 1).map((__, i) => smoothing ** (t - i));
            const total = weights.reduce((sum, weight) => sum + weight, 0);
            const mean = weights.reduce((sum, weight, i) => sum + weight * (values[i] ?? 0), 0) / total;
            expect(smoothed[t]).toBeCloseTo(mean, 6);
          });
        },
      ),
    );
  });

  it('offers tokens and seconds as x axis, and zooms with one point beyond either edge', () => {
    const metrics = createMetricsStore();
    metrics.append(
      frame(1, 5, { trainLossNats: losses(5), tokensSeen: [10, 20, 30, 40, 50], elapsedSeconds: [1, 2, 3, 4, 5] }),
    );
    expect(metrics.series('a', request({ xAxis: 'tokens' })).x).toEqual(Float64Array.of(10, 20, 30, 40, 50));
    expect(metrics.series('a', request({ xAxis: 'tokens', range: [25, 35] })).x).toEqual(Float64Array.of(20, 30, 40));
    expect(metrics.series('a', request({ xAxis: 'seconds', range: [4.5, 9] })).x).toEqual(Float64Array.of(4, 5));
  });

  it('carries tokens and seconds on where they were not measured', () => {
    const metrics = createMetricsStore();
    metrics.append(frame(1, 2, { trainLossNats: [3, 2], tokensSeen: [10, NaN] }));
    metrics.append(frame(3, 2, { trainLossNats: [2, 1], tokensSeen: [NaN, 40] }));
    expect(metrics.series('a', request({ xAxis: 'tokens' })).x).toEqual(Float64Array.of(10, 10, 10, 40));
  });

  it('finds the row nearest to the crosshair', () => {
    const metrics = createMetricsStore();
    metrics.append(frame(10, 3, { tokensSeen: [100, 200, 400] }));
    const stepAt = (x: number): number | undefined => metrics.nearest('a', 'tokens', x)?.step;
    expect([-5, 140, 150, 151, 290, 310, 9e9].map(stepAt)).toEqual([10, 10, 10, 11, 11, 12, 12]);
    expect(metrics.nearest('none', 'step', 1)).toBeNull();
  });

  it('tells only those who listen to this run', () => {
    const metrics = createMetricsStore();
    const [a, b] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const stop = metrics.subscribe('a', a);
    metrics.subscribe('b', b);
    metrics.append(frame(1, 1, {}));
    stop();
    metrics.append(frame(2, 1, {}));
    expect([a.mock.calls.length, b.mock.calls.length]).toEqual([1, 0]);
  });

  it('loads a stored run, replacing what was there, and forgets it', () => {
    const metrics = createMetricsStore();
    metrics.append(frame(50, 1, { trainLossNats: [9] }));
    metrics.load('a', [frame(1, 2, { trainLossNats: [5, 4] }), frame(3, 1, { trainLossNats: [3] })]);
    expect(metrics.series('a', request()).y).toEqual(Float64Array.of(5, 4, 3));
    metrics.forget('a');
    expect(metrics.rows('a')).toBe(0);
  });

  it('exports tables that others read', () => {
    const metrics = createMetricsStore();
    metrics.append(frame(1, 2, { trainLossNats: [4.5, 1.2], tokensSeen: [768, 1536] }));
    const [head, first, second] = metrics.toCsv('a').split('\r\n');
    expect(head).toBe(['step', ...metricColumns].join(','));
    expect(first).toBe('1,4.5,,,,,,,,0,768');
    expect(second).toBe('2,1.2,,,,,,,,0,1536');
    expect(JSON.parse(metrics.toJson('a'))[0]).toEqual({
      step: 1,
      trainLossNats: 4.5,
      elapsedSeconds: 0,
      tokensSeen: 768,
    });
  });

  it('costs a frame after a million rows about what it costs after ten thousand', () => {
    const rows = 10_000;
    const noise = Array.from({ length: rows }, (_, n) => 2 + Math.sin(n * n));
    /** The shortest of twenty, in ms: what else the machine does makes others longer. */
    const costAfter = (total: number): number => {
      const metrics = createMetricsStore();
      for (let first = 0; first < total; first += rows)
        metrics.append(frame(first, rows, { trainLossNats: noise, tokensSeen: losses(rows, first) }));
      metrics.series('a', request({ smoothing: 0.9 }));
      const reads: number[] = [];
      for (let n = 0; n < 20; n++) {
        metrics.append(frame(total + n * 10, 10, { trainLossNats: noise, tokensSeen: losses(10, total + n * 10) }));
        const before = performance.now();
        const { x } = metrics.series('a', request({ smoothing: 0.9, maxPoints: 2000 }));
        reads.push(performance.now() - before);
        expect(x.length).toBeLessThanOrEqual(2000);
      }
      return Math.min(...reads);
    };
    // A hundred times as many: a cost for each row could not hide.
    expect(costAfter(1e6)).toBeLessThan(20 * costAfter(1e4));
  });
});
