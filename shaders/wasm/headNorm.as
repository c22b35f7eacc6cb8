/**
 * RMSNorm of each head of queries and keys of packed rows, (heads + 2·keyHeads)·size wide, with a gain for all heads of queries
 * and one for all of keys; values pass. Of every normed head the reciprocal of its root mean square is kept.
 */
import { horizontalSum, loadUpTo, madd, storeUpTo } from './simd';

/** Rows `from` to `to`. */
export function headNorm(
  _scratch: usize,
  qkv: usize,
  queryGain: usize,
  keyGain: usize,
  out: usize,
  inverses: usize,
  heads: i32,
  keyHeads: i32,
  size: i32,
  epsilon: f32,
  from: i32,
  to: i32,
): void {
  const all = heads + 2 * keyHeads;
  const normed = heads + keyHeads;
  const headBytes = <usize>size << 2;
  for (let row = from; row < to; row++) {
    const line = <usize>(row * all) * headBytes;
    for (let head = 0; head < normed; head++) {
      const at = line + <usize>head * headBytes;
      let squares = f32x4.splat(0);
      for (let d = 0; d < size; d += 4) {
        const x = loadUpTo(qkv + at + (<usize>d << 2), size - d);
        squares = madd(x, x, squares);
      }
      const inverse: f32 = 1 / sqrt<f32>(horizontalSum(squares) / <f32>size + epsilon);
      store<f32>(inverses + (<usize>(row * normed + head) << 2), inverse);
      const by = f32x4.splat(inverse);
      const gain = head < heads ? queryGain : keyGain;
      for (let d = 0; d < size; d += 4) {
        const place = <usize>d << 2;
        const left = size - d;
        const scaled = f32x4.mul(f32x4.mul(loadUpTo(qkv + at + place, left), by), loadUpTo(gain + place, left));
        storeUpTo(out + at + place, scaled, left);
      }
    }
    const values = line + <usize>normed * headBytes;
    memory.copy(out + values, qkv + values, <usize>keyHeads * headBytes);
  }
}

/** Gradient for the rows `from` to `to`: (g − n·mean(g·n)) / r with g = gradient·gain, n the normed head, r its root. */
export function headNormGradient(
  _scratch: usize,
  qkv: usize,
  queryGain: usize,
  keyGain: usize,
  inverses: usize,
  gradient: usize,
  forQkv: usize,
  heads: i32,
  keyHeads: i32,
  size: i32,
  from: i32,
  to: i32,
): void {
  const all = heads + 2 * keyHeads;
  const normed = heads + keyHeads;
  const headBytes = <usize>size << 2;
  for (let row = from; row < to; row++) {
    const line = <usize>(row * all) * headBytes;
    for (let head = 0; head < normed; head++) {
      const at = line + <usize>head * headBytes;
      const by = v128.load32_splat(inverses + (<usize>(row * normed + head) << 2));
      const gain = head < heads ? queryGain : keyGain;
      let along = f32x4.splat(0);
      for (let d = 0; d < size; d += 4) {
        const place = <usize>d << 2;
        const left = size - d;
        const inner = f32x4.mul(loadUpTo(gradient + at + place, left), loadUpTo(gain + place, left));
        along = madd(inner, f32x4.mul(loadUpTo(qkv + at + place, left), by), along);
      }
      const mean = f32x4.splat(horizontalSum(along) / <f32>size);
      for (let d = 0; d < size; d += 4) {
        const place = <usize>d << 2;
        const left = size - d;
        const inner = f32x4.mul(loadUpTo(gradient + at + place, left), loadUpTo(gain + place, left));
        const n = f32x4.mul(loadUpTo(qkv + at + place, left), by);
        storeUpTo(forQkv + at + place, f32x4.mul(f32x4.sub(inner, f32x4.mul(n, mean)), by), left);
      }
    }
    const values = line + <usize>normed * headBytes;
    memory.copy(forQkv + values, gradient + values, <usize>keyHeads * headBytes);
  }
}

/** Gradients of both gains, columns 16·from to 16·to. */
export function headNormGains(
  _scratch: usize,
  qkv: usize,
  inverses: usize,
  gradient: usize,
  forQueryGain: usize,
  forKeyGain: usize,
  rows: i32,
  heads: i32,
  keyHeads: i32,
  size: i32,
  from: i32,
  to: i32,
): void {
  const end = min(to * 16, size);
  for (let d = from * 16; d < end; d += 4) {
    const at = <usize>d << 2;
    const left = size - d;
    storeUpTo(forQueryGain + at, gainSum(qkv + at, inverses, gradient + at, rows, heads, keyHeads, size, left, 0, heads), left);
    storeUpTo(
      forKeyGain + at,
      gainSum(qkv + at, inverses, gradient + at, rows, heads, keyHeads, size, left, heads, heads + keyHeads),
      left,
    );
  }
}

function gainSum(
  qkv: usize,
  inverses: usize,
  gradient: usize,
  rows: i32,
  heads: i32,
  keyHeads: i32,
  size: i32,
  left: i32,
  firstHead: i32,
  endHead: i32,
): v128 {
  const all = heads + 2 * keyHeads;
  const normed = heads + keyHeads;
  let sum = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    for (let head = firstHead; head < endHead; head++) {
      const place = <usize>((row * all + head) * size) << 2;
      const by = v128.load32_splat(inverses + (<usize>(row * normed + head) << 2));
      sum = madd(loadUpTo(gradient + place, left), f32x4.mul(loadUpTo(qkv + place, left), by), sum);
    }
  }
  return sum;
}
