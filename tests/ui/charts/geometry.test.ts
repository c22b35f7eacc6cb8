/** Ticks, label placement and paths: the parts of the charts that are arithmetic. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extent, linePath, nearestIndex } from '../../../src/ui/charts/path.ts';
import { placeLabels } from '../../../src/ui/charts/placeLabels.ts';
import { linearTicks, logTicks, niceAxis } from '../../../src/ui/charts/ticks.ts';

const finite = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('labels', () => {
  const cases = fc.record({ wanted: fc.array(finite(-50, 350), { maxLength: 14 }), gap: finite(1, 18) });

  test('never overlap, keep their order, and stay inside while they fit', () => {
    fc.assert(
      fc.property(cases, ({ wanted, gap }) => {
        const placed = placeLabels(wanted, gap, 0, 300);
        const pairs = wanted
          .map((at, index) => ({ at, placed: placed[index] ?? NaN }))
          .toSorted((a, b) => a.at - b.at || a.placed - b.placed);
        const centres = pairs.map((pair) => pair.placed);
        const gaps = centres.slice(1).map((at, index) => at - (centres[index] ?? NaN));
        expect(Math.min(Infinity, ...gaps)).toBeGreaterThanOrEqual(gap - 1e-6);
        const room = Math.max(300, (wanted.length - 1) * gap);
        expect(Math.min(0, ...centres)).toBeGreaterThanOrEqual(-1e-6);
        expect(Math.max(0, ...centres)).toBeLessThanOrEqual(room + 1e-6);
      }),
    );
  });

  test('stay where they are when there is room', () => {
    expect(placeLabels([10, 100, 40], 15, 0, 300)).toEqual([10, 100, 40]);
  });

  test('share the way when they collide', () => {
    expect(placeLabels([100, 100], 20, 0, 300)).toEqual([90, 110]);
  });
});

describe('axes', () => {
  const ranges = fc.tuple(finite(-1e6, 1e6), finite(1e-3, 1e6)).map(([min, span]) => ({ min, max: min + span }));

  test('a nice linear axis contains its values and has evenly spaced ticks', () => {
    fc.assert(
      fc.property(ranges, fc.integer({ min: 2, max: 8 }), ({ min, max }, wanted) => {
        const axis = niceAxis('linear', min, max, wanted);
        const slack = (max - min) * 1e-6;
        expect(axis.min).toBeLessThanOrEqual(min + slack);
        expect(axis.max).toBeGreaterThanOrEqual(max - slack);
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
        expect(axis.ticks.length).toBeLessThanOrEqual(wanted + 3);
        const steps = axis.ticks.slice(1).map((tick, index) => tick - (axis.ticks[index] ?? NaN));
        for (const step of steps) expect(step / (steps[0] ?? NaN)).toBeCloseTo(1, 3);
      }),
    );
  });

  test.each([
    [0, 2000, 5, [0, 500, 1000, 1500, 2000]],
    [0, 2000, 6, [0, 500, 1000, 1500, 2000]],
    [1.5, 5, 7, [1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5]],
  ])('ticks from %d to %d', (min, max, wanted, ticks) => expect(linearTicks(min, max, wanted)).toEqual(ticks));

  test('logarithmic ticks are powers of ten, with what fits between them', () => {
    expect(logTicks(1, 1000, 4)).toEqual([1, 10, 100, 1000]);
    expect(logTicks(1, 10, 6)).toEqual([1, 2, 3, 5, 10]);
    fc.assert(
      fc.property(finite(-6, 5), finite(0.2, 6), (low, span) => {
        const ticks = logTicks(10 ** low, 10 ** (low + span), 6);
        expect(ticks.every((tick) => tick >= 10 ** low * 0.999 && tick <= 10 ** (low + span) * 1.001)).toBe(true);
      }),
    );
  });

  test('a value that never changes still gets an axis around it', () => {
    const axis = niceAxis('linear', 9, 9, 2);
    expect(axis.max).toBeGreaterThan(axis.min);
  });
});

describe('lines', () => {
  const identity = (value: number): number => value;

  test('break where a value is missing', () => {
    expect(linePath({ x: Float64Array.of(0, 1, 2, 3), y: Float64Array.of(1, 2, NaN, 4) }, identity, identity)).toBe(
      'M0 1L1 2M3 4',
    );
  });

  test('extent ignores what was not measured', () => {
    expect(
      extent([
        { x: Float64Array.of(0, 1), y: Float64Array.of(NaN, 2) },
        { x: Float64Array.of(0), y: Float64Array.of(-1) },
      ]),
    ).toEqual([-1, 2]);
    expect(extent([])).toBeNull();
  });

  test('the nearest point is found by halving', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }),
        fc.integer({ min: -10, max: 1010 }),
        (values, x) => {
          const sorted = values.toSorted((a, b) => a - b);
          const found = sorted[nearestIndex(sorted, x)] ?? NaN;
          expect(Math.abs(found - x)).toBe(Math.min(...sorted.map((value) => Math.abs(value - x))));
        },
      ),
    );
    expect(nearestIndex([], 3)).toBe(-1);
  });
});
