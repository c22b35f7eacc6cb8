/** Decimation against a plain scan, on arbitrary series. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockSize, decimate, fewestPoints } from '../../../src/state/metrics/decimate.ts';
import { type Extremes, extremesOf } from '../../../src/state/metrics/extremes.ts';
import { growing, lowerBound } from '../../../src/state/metrics/growing.ts';

/** Pushed in parts of the given sizes, as frames arrive. */
function extremesIn(values: readonly number[], partSize = values.length): Extremes {
  const series = growing((n) => new Float64Array(n));
  const extremes = extremesOf(series);
  for (let at = 0; at < values.length; at += partSize) {
    series.append(values.slice(at, at + partSize));
    extremes.update();
  }
  return extremes;
}

const series = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 700 });
const partSizes = fc.integer({ min: 1, max: 100 });

function rangeIn(length: number, a: number, b: number): readonly [number, number] {
  const [from, last] = [a % length, b % length].toSorted((x, y) => x - y);
  return [from ?? 0, (last ?? 0) + 1];
}

describe('extremes', () => {
  it('are those of a scan, for every range and however the series arrived', () => {
    fc.assert(
      fc.property(series, partSizes, fc.nat(), fc.nat(), (values, part, a, b) => {
        const [from, to] = rangeIn(values.length, a, b);
        const window = values.slice(from, to);
        const [lowest, highest] = extremesIn(values, part).between(from, to);
        expect(lowest).toBe(from + window.findIndex((value) => value === Math.min(...window)));
        expect(highest).toBe(from + window.findIndex((value) => value === Math.max(...window)));
      }),
    );
  });
});

describe('decimation', () => {
  it('keeps the lowest and the highest of every block, both ends, in order, within the room', () => {
    fc.assert(
      fc.property(series, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 90 }), (values, a, b, room) => {
        const [from, to] = rangeIn(values.length, a, b);
        const maxPoints = Math.max(fewestPoints, room);
        const kept = [...decimate(extremesIn(values), from, to, room)];
        expect(kept.length).toBeLessThanOrEqual(maxPoints);
        expect(kept).toEqual([...new Set(kept)].toSorted((x, y) => x - y));
        expect([kept[0], kept.at(-1)]).toEqual([from, to - 1]);
        const size = blockSize(from, to, room);
        for (let start = from - (from % size); start < to; start += size) {
          const block = values.slice(Math.max(start, from), Math.min(start + size, to));
          const shown = kept.filter((index) => index >= start && index < start + size).map((index) => values[index]);
          expect(shown).toContain(Math.min(...block));
          expect(shown).toContain(Math.max(...block));
        }
      }),
    );
  });

  it('draws everything that fits', () => {
    const values = Array.from({ length: 100 }, (_, n) => Math.sin(n));
    expect(decimate(extremesIn(values), 0, 100, 100)).toHaveLength(100);
    expect(decimate(extremesIn(values), 40, 40, 100)).toHaveLength(0);
  });

  it('uses a good part of the room', () => {
    const values = Array.from({ length: 100_000 }, (_, n) => Math.sin(n));
    expect(decimate(extremesIn(values), 0, values.length, 1000).length).toBeGreaterThan(400);
  });

  it('does not move what is already drawn when points are added', () => {
    const values = Array.from({ length: 5000 }, (_, n) => Math.sin(n * n));
    const before = [...decimate(extremesIn(values.slice(0, 4500)), 0, 4500, 500)];
    const after = [...decimate(extremesIn(values), 0, 5000, 500)];
    const size = blockSize(0, 5000, 500);
    expect(blockSize(0, 4500, 500)).toBe(size);
    const settled = (kept: number[]): number[] => kept.filter((index) => index < 4500 - (4500 % size));
    expect(settled(after)).toEqual(settled(before));
  });
});

describe('lowerBound', () => {
  it('is the first entry that is not below', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: -1, max: 51 }), (values, x) => {
        const sorted = values.toSorted((a, b) => a - b);
        const expected = sorted.findIndex((value) => value >= x);
        expect(lowerBound(sorted, sorted.length, x)).toBe(expected === -1 ? sorted.length : expected);
      }),
    );
  });
});
