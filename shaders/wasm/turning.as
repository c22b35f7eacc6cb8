/**
 * Rotary positions (Su et al. 2021): features i and i + W/2 of a head W wide are turned as a pair. A table has for every
 * position the cosines of all features, then the sines, negative in the first half; both padded to a multiple of four.
 */
import { loadUpTo, madd, storeUpTo } from './simd';

/** The head of `time` rows, `line` bytes apart, turned to [time, size]. */
export function turn(from: usize, line: usize, turns: usize, time: i32, size: i32, to: usize): void {
  rotate(from, line, turns, time, size, to, <usize>size << 2, 1);
}

/** The same the other way round, in place: for gradients. */
export function turnBack(x: usize, line: usize, turns: usize, time: i32, size: i32): void {
  rotate(x, line, turns, time, size, x, line, -1);
}

function rotate(
  from: usize,
  line: usize,
  turns: usize,
  time: i32,
  size: i32,
  to: usize,
  toLine: usize,
  direction: f32,
): void {
  const half = size >> 1;
  const padded = <usize>((size + 3) & ~3) << 2;
  const middle = <usize>half << 2;
  const sign = f32x4.splat(direction);
  for (let row: usize = 0; row < <usize>time; row++) {
    const source = from + row * line;
    const target = to + row * toLine;
    const cosines = turns + 2 * row * padded;
    const sines = cosines + padded + middle;
    for (let d = 0; d < half; d += 4) {
      const at = <usize>d << 2;
      const left = half - d;
      const first = loadUpTo(source + at, left);
      const second = loadUpTo(source + middle + at, left);
      const cosine = loadUpTo(cosines + at, left);
      const sine = f32x4.mul(loadUpTo(sines + at, left), sign);
      storeUpTo(target + at, madd(first, cosine, f32x4.neg(f32x4.mul(second, sine))), left);
      storeUpTo(target + middle + at, madd(second, cosine, f32x4.mul(first, sine)), left);
    }
  }
}
