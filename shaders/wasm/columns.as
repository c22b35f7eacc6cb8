/** Figures of columns. Parts are counted in 16 columns, so that threads share no cache line. */
import { loadUpTo, storeUpTo } from './simd';

/** Σ |x| and max |x| over the rows of x [M, N], the rows of out [2, N], columns 16·from to 16·to. */
export function columnSizes(
  _scratch: usize,
  x: usize,
  out: usize,
  rows: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const end = min(to * 16, width);
  const line = <usize>width << 2;
  for (let d = from * 16; d < end; d += 4) {
    const at = <usize>d << 2;
    const left = width - d;
    let sum = f32x4.splat(0);
    let peak = f32x4.splat(0);
    for (let row: usize = 0; row < <usize>rows; row++) {
      const size = f32x4.abs(loadUpTo(x + row * line + at, left));
      sum = f32x4.add(sum, size);
      peak = f32x4.max(peak, size);
    }
    storeUpTo(out + at, sum, left);
    storeUpTo(out + line + at, peak, left);
  }
}
