/** Each row [D] beside the K − 1 rows before it in its sequence, zeros before the first: [B·T, D] → [B·T, K·D]. */
import { loadUpTo, storeUpTo } from './simd';

/** Rows `from` to `to`; the oldest row of a window comes first. */
export function window(
  _scratch: usize,
  x: usize,
  out: usize,
  time: i32,
  width: i32,
  length: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  for (let row = from; row < to; row++) {
    for (let j = 0; j < length; j++) {
      const lag = length - 1 - j;
      const target = out + <usize>(row * length + j) * line;
      if (row % time < lag) memory.fill(target, 0, line);
      else memory.copy(target, x + <usize>(row - lag) * line, line);
    }
  }
}

/** Rows `from` to `to` of the gradient [B·T, D]: sums of what the copies were given. */
export function windowGradient(
  _scratch: usize,
  gradient: usize,
  out: usize,
  time: i32,
  width: i32,
  length: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const reach = min(length, time - (row % time));
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2;
      let sum = f32x4.splat(0);
      for (let lag = 0; lag < reach; lag++) {
        const source = gradient + <usize>((row + lag) * length + length - 1 - lag) * line;
        sum = f32x4.add(sum, loadUpTo(source + at, width - d));
      }
      storeUpTo(out + <usize>row * line + at, sum, width - d);
    }
  }
}
