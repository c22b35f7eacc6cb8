/**
 * Where a slider stops. A logarithmic slider moves over values that people write down (1, 1.2, 1.5, 2 … or, where the
 * limits are powers of two, 8, 12, 16, 24 …), so that one arrow key is one sensible change; a minimum of 0 is an
 * "off" stop before them. Values typed between two stops keep their place in between.
 */
import type { NumberSpec } from '../../domain/core/params.ts';

const decimalLadder = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const isPowerOfTwo = (value: number): boolean => Number.isInteger(value) && value > 0 && Math.log2(value) % 1 === 0;

function ladder(low: number, high: number, integer: boolean): readonly number[] {
  const values: number[] = [];
  if (integer && isPowerOfTwo(low) && isPowerOfTwo(high)) {
    for (let power = low; power <= high; power *= 2) values.push(power, power * 1.5);
  } else {
    for (let exponent = Math.floor(Math.log10(low)); 10 ** exponent <= high; exponent++) {
      values.push(...decimalLadder.map((factor) => Number((factor * 10 ** exponent).toPrecision(3))));
    }
  }
  const legal = values.filter((value) => value >= low && value <= high && (!integer || Number.isInteger(value)));
  return [...new Set([low, ...legal, high])].toSorted((a, b) => a - b);
}

const linearStep = (spec: NumberSpec): number => spec.step ?? (spec.max - spec.min) / 100;

/** More stops than a slider has pixels say nothing: a seed, for example, is typed or diced. */
const mostStops = 2000;

export const slidable = (spec: NumberSpec): boolean =>
  spec.scale === 'log' || (spec.max - spec.min) / linearStep(spec) <= mostStops;

/** Every stop of the slider, ascending. */
export function notches(spec: NumberSpec): readonly number[] {
  if (spec.scale === 'log') {
    if (spec.min > 0) return ladder(spec.min, spec.max, spec.integer);
    const smallest = spec.smallest ?? (spec.integer ? 1 : spec.max / 1e6);
    return [0, ...ladder(smallest, spec.max, spec.integer)];
  }
  const step = linearStep(spec);
  const count = Math.floor((spec.max - spec.min) / step + 1e-9);
  const stops = Array.from({ length: count + 1 }, (_, index) => Number((spec.min + index * step).toPrecision(9)));
  return stops.at(-1) === spec.max ? stops : [...stops, spec.max];
}

/** Place of a value in units of stops; fractional between two of them. */
export function positionOf(stops: readonly number[], value: number): number {
  const after = stops.findIndex((stop) => stop >= value);
  if (after === 0) return 0;
  if (after < 0) return stops.length - 1;
  const low = stops[after - 1] ?? 0;
  const high = stops[after] ?? 1;
  const share = low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return after - 1 + share;
}

/** The stop nearest to `factor` times the value, at least one stop away: Page Up and Page Down. */
export function jump(stops: readonly number[], value: number, factor: number): number {
  const here = positionOf(stops, value);
  const wanted = Math.round(positionOf(stops, value * factor));
  const moved = factor > 1 ? Math.max(wanted, Math.floor(here) + 1) : Math.min(wanted, Math.ceil(here) - 1);
  return stops[Math.min(stops.length - 1, Math.max(0, moved))] ?? value;
}
