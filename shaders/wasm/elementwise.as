/** Operations on each element by itself. Ranges are counted in granules of 1024 elements, so that threads share no cache line. */
import { stays } from './random';
import { exp4, loadUpTo, madd, storeUpTo } from './simd';

const granule: i32 = 1024;

// @ts-ignore: decorator
@inline
function lastOf(to: i32, length: i32): i32 {
  return min(to * granule, length);
}

export function add(_scratch: usize, a: usize, b: usize, out: usize, length: i32, from: i32, to: i32): void {
  const end = lastOf(to, length);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    storeUpTo(out + at, f32x4.add(loadUpTo(a + at, end - i), loadUpTo(b + at, end - i)), end - i);
  }
}

export function scale(_scratch: usize, x: usize, factor: f32, out: usize, length: i32, from: i32, to: i32): void {
  const end = lastOf(to, length);
  const by = f32x4.splat(factor);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    storeUpTo(out + at, f32x4.mul(loadUpTo(x + at, end - i), by), end - i);
  }
}

/** GELU in GPT-2's form, x·σ(2u), 2u = slope·x + cubic·x³. */
const slope: f32 = 1.5957691216057308;
const cubic: f32 = 0.07135481627159927;

// @ts-ignore: decorator
@inline
function gate(x: v128): v128 {
  const one = f32x4.splat(1);
  const square = f32x4.mul(x, x);
  const twice = f32x4.mul(x, madd(square, f32x4.splat(cubic), f32x4.splat(slope)));
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(twice))));
}

export function gelu(_scratch: usize, x: usize, out: usize, length: i32, from: i32, to: i32): void {
  const end = lastOf(to, length);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    const value = loadUpTo(x + at, end - i);
    storeUpTo(out + at, f32x4.mul(value, gate(value)), end - i);
  }
}

/** d(x·s)/dx = s + x·s·(1 − s)·(2u)′. */
export function geluGradient(
  _scratch: usize,
  x: usize,
  gradient: usize,
  out: usize,
  length: i32,
  from: i32,
  to: i32,
): void {
  const end = lastOf(to, length);
  const one = f32x4.splat(1);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    const value = loadUpTo(x + at, end - i);
    const s = gate(value);
    const steepness = madd(f32x4.mul(value, value), f32x4.splat(3 * cubic), f32x4.splat(slope));
    const bend = f32x4.mul(f32x4.mul(f32x4.mul(value, s), f32x4.sub(one, s)), steepness);
    storeUpTo(out + at, f32x4.mul(loadUpTo(gradient + at, end - i), f32x4.add(s, bend)), end - i);
  }
}

/**
 * Keeps element i where the upper 24 bits of `random32(seed, stream, i)` (domain/core/random.ts) reach the threshold, and
 * scales what it keeps. `key` and `keyTwo` are what that function makes of seed and stream.
 */
export function dropout(
  _scratch: usize,
  x: usize,
  out: usize,
  length: i32,
  key: i32,
  keyTwo: i32,
  threshold: i32,
  keep: f32,
  from: i32,
  to: i32,
): void {
  const end = lastOf(to, length);
  const keys = i32x4.splat(key);
  const second = i32x4.splat(keyTwo);
  const limit = i32x4.splat(threshold);
  const by = f32x4.splat(keep);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    const kept = stays(i, keys, second, limit);
    storeUpTo(out + at, v128.and(f32x4.mul(loadUpTo(x + at, end - i), by), kept), end - i);
  }
}

/** Σ x² in double precision, in the order of the elements. */
export function squares(x: usize, length: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let i = 0; i < length; i += 4) {
    const value = loadUpTo(x + (<usize>i << 2), length - i);
    const first = f64x2.promote_low_f32x4(value);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
