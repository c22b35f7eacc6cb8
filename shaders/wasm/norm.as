/**
 * Layer normalisation over the D columns of each row (torch.nn.LayerNorm, biased variance), and sums over rows. Not
 * `centred`, rows are divided by their root mean square instead, and there is no bias.
 */
import { horizontalSum, loadUpTo, madd, storeUpTo } from './simd';

function meanOf(row: usize, width: i32): f32 {
  let total = f32x4.splat(0);
  for (let d = 0; d < width; d += 4) total = f32x4.add(total, loadUpTo(row + (<usize>d << 2), width - d));
  return horizontalSum(total) / <f32>width;
}

/** Rows `from` to `to`. `statistics` receives mean and 1/√(variance + ε) of each row. */
export function layerNorm(
  _scratch: usize,
  x: usize,
  gain: usize,
  bias: usize,
  out: usize,
  statistics: usize,
  width: i32,
  epsilon: f32,
  centred: i32,
  from: i32,
  to: i32,
): void {
  for (let row = from; row < to; row++) {
    const line = <usize>row * (<usize>width << 2);
    const mean: f32 = centred ? meanOf(x + line, width) : 0;
    const centre = f32x4.splat(mean);
    let variance: f32 = 0;
    let squares = f32x4.splat(0);
    let d = 0;
    for (; d + 4 <= width; d += 4) {
      const centred = f32x4.sub(v128.load(x + line + (<usize>d << 2)), centre);
      squares = madd(centred, centred, squares);
    }
    for (; d < width; d++) {
      const centred = load<f32>(x + line + (<usize>d << 2)) - mean;
      variance += centred * centred;
    }
    variance = (variance + horizontalSum(squares)) / <f32>width;
    const inverse: f32 = 1 / sqrt<f32>(variance + epsilon);
    store<f32>(statistics + (<usize>row << 3), mean);
    store<f32>(statistics + (<usize>row << 3), inverse, 4);
    const by = f32x4.splat(inverse);
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2;
      const left = width - d;
      const normed = f32x4.mul(f32x4.sub(loadUpTo(x + line + at, left), centre), by);
      const shift = centred ? loadUpTo(bias + at, left) : f32x4.splat(0);
      storeUpTo(out + line + at, madd(normed, loadUpTo(gain + at, left), shift), left);
    }
  }
}

/** Gradient for the input, rows `from` to `to`: (g − mean(g) − n·mean(g·n)) / σ with g = gradient·gain, n the normed row. */
export function layerNormGradient(
  _scratch: usize,
  x: usize,
  gain: usize,
  statistics: usize,
  gradient: usize,
  out: usize,
  width: i32,
  centred: i32,
  from: i32,
  to: i32,
): void {
  for (let row = from; row < to; row++) {
    const line = <usize>row * (<usize>width << 2);
    const centre = v128.load32_splat(statistics + (<usize>row << 3));
    const inverse = v128.load32_splat(statistics + (<usize>row << 3), 4);
    let sum = f32x4.splat(0);
    let along = f32x4.splat(0);
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2;
      const left = width - d;
      const inner = f32x4.mul(loadUpTo(gradient + line + at, left), loadUpTo(gain + at, left));
      const normed = f32x4.mul(f32x4.sub(loadUpTo(x + line + at, left), centre), inverse);
      sum = f32x4.add(sum, inner);
      along = madd(inner, normed, along);
    }
    const meanSum = f32x4.splat(centred ? horizontalSum(sum) / <f32>width : 0);
    const meanAlong = f32x4.splat(horizontalSum(along) / <f32>width);
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2;
      const left = width - d;
      const inner = f32x4.mul(loadUpTo(gradient + line + at, left), loadUpTo(gain + at, left));
      const normed = f32x4.mul(f32x4.sub(loadUpTo(x + line + at, left), centre), inverse);
      const value = f32x4.sub(f32x4.sub(inner, meanSum), f32x4.mul(normed, meanAlong));
      storeUpTo(out + line + at, f32x4.mul(value, inverse), left);
    }
  }
}

/** Gradients of gain and, where there is one, bias, columns 16·from to 16·to. */
export function layerNormWeightGradients(
  _scratch: usize,
  x: usize,
  statistics: usize,
  gradient: usize,
  forGain: usize,
  forBias: usize,
  rows: i32,
  width: i32,
  centred: i32,
  from: i32,
  to: i32,
): void {
  const end = min(to * 16, width);
  const line = <usize>width << 2;
  for (let d = from * 16; d < end; d += 4) {
    const at = <usize>d << 2;
    const left = width - d;
    let gainSum = f32x4.splat(0);
    let biasSum = f32x4.splat(0);
    for (let row: usize = 0; row < <usize>rows; row++) {
      const upstream = loadUpTo(gradient + row * line + at, left);
      const centre = v128.load32_splat(statistics + (row << 3));
      const inverse = v128.load32_splat(statistics + (row << 3), 4);
      const normed = f32x4.mul(f32x4.sub(loadUpTo(x + row * line + at, left), centre), inverse);
      gainSum = madd(upstream, normed, gainSum);
      biasSum = f32x4.add(biasSum, upstream);
    }
    storeUpTo(forGain + at, gainSum, left);
    if (centred) storeUpTo(forBias + at, biasSum, left);
  }
}

/** Σ over rows of x [M, N], columns 16·from to 16·to. */
export function columnSums(
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
    for (let row: usize = 0; row < <usize>rows; row++) sum = f32x4.add(sum, loadUpTo(x + row * line + at, left));
    storeUpTo(out + at, sum, left);
  }
}
