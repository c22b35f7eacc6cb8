/** Test data and comparison for kernels. */
import { gaussian } from '../../src/domain/core/random.ts';

/** Normally distributed, the same on every machine. */
export function normal(length: number, stream: number, scale = 1): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length }, (_, i) => scale * gaussian(1, stream, i));
}

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + x * (b[i] ?? NaN), 0);

/** Largest difference, relative to the largest value of the reference. NaN anywhere gives NaN. */
export function relativeError(actual: ArrayLike<number> | undefined, expected: ArrayLike<number>): number {
  if (actual?.length !== expected.length) throw new Error(`${actual?.length} values instead of ${expected.length}`);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN)));
    size = Math.max(size, Math.abs(expected[i] ?? NaN));
  }
  return difference / Math.max(size, Number.MIN_VALUE);
}

/**
 * Largest difference between a gradient and the central differences of `loss` over all elements of `at`, relative to the
 * largest derivative. In double precision; `at` is left as it was.
 */
export function gradientError(
  loss: (at: Float64Array) => number,
  at: Float64Array,
  gradient: ArrayLike<number>,
): number {
  const step = 1e-5;
  const differences = Array.from(at, (value, i) => {
    at[i] = value + step;
    const above = loss(at);
    at[i] = value - step;
    const below = loss(at);
    at[i] = value;
    return (above - below) / (2 * step);
  });
  return relativeError(gradient, differences);
}
