/**
 * Causal attention on packed queries, keys and values [B·T, 3D], a batch element and head at a time. Scores exist for a
 * block of query rows only, and only up to the last of them; of the softmax, peak and inverse sum of each row are kept,
 * and the backward pass computes the weights anew (Dao et al. 2022, FlashAttention, algorithms 1 and 4).
 */
import { accumulate, overwrite, productScratch, wholeProduct } from './product';
import { exp4, horizontalMax, horizontalSum, loadUpTo, madd } from './simd';

/** Query rows of a block. */
const block: i32 = 32;
const hidden: f32 = -1e30;

/** A row of scores, padded so that rows start at multiples of 16 bytes. */
// @ts-ignore: decorator
@inline
function rowBytes(time: i32): usize {
  return <usize>((time + 7) & ~7) << 2;
}

/** Bytes of scratch memory of both passes. */
export function attentionScratch(time: i32): usize {
  return productScratch + 2 * <usize>block * rowBytes(time);
}

/** Scores of `rows` queries from the `first` on, times the scale, into [rows, first + rows]. */
function scoresOf(
  scratch: usize,
  q: usize,
  k: usize,
  line: usize,
  size: i32,
  first: i32,
  rows: i32,
  scores: usize,
  scoreLine: usize,
): void {
  const columns = first + rows;
  wholeProduct(scratch, q + <usize>first * line, line, 4, k, 4, line, scores, scoreLine, rows, size, columns, overwrite);
}

/** e^(score·scale − peak)·inverse for the columns that a row may see, 0 for the rest of its block. */
function weigh(row: usize, seen: i32, columns: i32, scale: f32, peak: f32, inverse: f32): f32 {
  const by = f32x4.splat(scale);
  const centre = f32x4.splat(peak);
  const norm = f32x4.splat(inverse);
  let total = f32x4.splat(0);
  for (let j = 0; j < columns; j += 4) {
    const at = row + (<usize>j << 2);
    // Rows are padded to whole vectors, so these may be read and written past the last column.
    let weight = exp4(f32x4.sub(f32x4.mul(v128.load(at), by), centre));
    if (j + 4 > seen) weight = v128.and(weight, i32x4.lt_s(i32x4.add(i32x4.splat(j), i32x4(0, 1, 2, 3)), i32x4.splat(seen)));
    weight = f32x4.mul(weight, norm);
    total = f32x4.add(total, weight);
    v128.store(at, weight);
  }
  return horizontalSum(total);
}

function peakOf(row: usize, seen: i32, scale: f32): f32 {
  let peaks = f32x4.splat(hidden);
  let j = 0;
  for (; j + 4 <= seen; j += 4) peaks = f32x4.max(peaks, v128.load(row + (<usize>j << 2)));
  let peak = horizontalMax(peaks);
  for (; j < seen; j++) peak = max(peak, load<f32>(row + (<usize>j << 2)));
  return peak * scale;
}

/** Heads `from` to `to` of all B·H. `statistics` receives peak and 1/sum of each row. */
export function attention(
  scratch: usize,
  qkv: usize,
  out: usize,
  statistics: usize,
  time: i32,
  heads: i32,
  size: i32,
  scale: f32,
  from: i32,
  to: i32,
): void {
  const width = heads * size;
  const line = <usize>(3 * width) << 2;
  const outLine = <usize>width << 2;
  const scoreLine = rowBytes(time);
  const scores = scratch + productScratch;
  for (let index = from; index < to; index++) {
    const batch = index / heads;
    const offset = <usize>((index % heads) * size) << 2;
    const q = qkv + <usize>(batch * time) * line + offset;
    const k = q + outLine;
    const v = k + outLine;
    const o = out + <usize>(batch * time) * outLine + offset;
    const kept = statistics + (<usize>(index * time) << 3);
    for (let first = 0; first < time; first += block) {
      const rows = min(block, time - first);
      const columns = first + rows;
      scoresOf(scratch, q, k, line, size, first, rows, scores, scoreLine);
      for (let i = 0; i < rows; i++) {
        const row = scores + <usize>i * scoreLine;
        const seen = first + i + 1;
        const peak = peakOf(row, seen, scale);
        const inverse: f32 = 1 / weigh(row, seen, columns, scale, peak, 1);
        store<f32>(kept + (<usize>(first + i) << 3), peak);
        store<f32>(kept + (<usize>(first + i) << 3), inverse, 4);
        const by = f32x4.splat(inverse);
        for (let j = 0; j < columns; j += 4) {
          const at = row + (<usize>j << 2);
          v128.store(at, f32x4.mul(v128.load(at), by));
        }
      }
      wholeProduct(scratch, scores, scoreLine, 4, v, line, 4, o + <usize>first * outLine, outLine, rows, columns, size, overwrite);
    }
  }
}

/** Gradient for qkv, heads `from` to `to`. The last block comes first: it covers all keys, and the others add to it. */
export function attentionGradient(
  scratch: usize,
  qkv: usize,
  out: usize,
  statistics: usize,
  gradient: usize,
  forQkv: usize,
  time: i32,
  heads: i32,
  size: i32,
  scale: f32,
  from: i32,
  to: i32,
): void {
  const width = heads * size;
  const line = <usize>(3 * width) << 2;
  const outLine = <usize>width << 2;
  const scoreLine = rowBytes(time);
  const weights = scratch + productScratch;
  const differences = weights + <usize>block * scoreLine;
  const lastFirst = ((time - 1) / block) * block;
  for (let index = from; index < to; index++) {
    const batch = index / heads;
    const offset = <usize>((index % heads) * size) << 2;
    const q = qkv + <usize>(batch * time) * line + offset;
    const k = q + outLine;
    const v = k + outLine;
    const dq = forQkv + <usize>(batch * time) * line + offset;
    const dk = dq + outLine;
    const dv = dk + outLine;
    const o = out + <usize>(batch * time) * outLine + offset;
    const d = gradient + <usize>(batch * time) * outLine + offset;
    const kept = statistics + (<usize>(index * time) << 3);
    for (let first = lastFirst; first >= 0; first -= block) {
      const rows = min(block, time - first);
      const columns = first + rows;
      const mode = first == lastFirst ? overwrite : accumulate;
      const dBlock = d + <usize>first * outLine;
      scoresOf(scratch, q, k, line, size, first, rows, weights, scoreLine);
      wholeProduct(scratch, dBlock, outLine, 4, v, 4, line, differences, scoreLine, rows, size, columns, overwrite);
      for (let i = 0; i < rows; i++) {
        const at = first + i;
        const row = weights + <usize>i * scoreLine;
        weigh(row, at + 1, columns, scale, load<f32>(kept + (<usize>at << 3)), load<f32>(kept + (<usize>at << 3), 4));
        const delta = dot(o + <usize>at * outLine, d + <usize>at * outLine, size);
        scaleDifferences(differences + <usize>i * scoreLine, row, columns, delta, scale);
      }
      // dV += Pᵀ·dO, dK += dSᵀ·Q, dQ = dS·K
      wholeProduct(scratch, weights, 4, scoreLine, dBlock, outLine, 4, dv, line, columns, rows, size, mode);
      wholeProduct(scratch, differences, 4, scoreLine, q + <usize>first * line, line, 4, dk, line, columns, rows, size, mode);
      wholeProduct(scratch, differences, scoreLine, 4, k, line, 4, dq + <usize>first * line, line, rows, columns, size, overwrite);
    }
  }
}

function dot(a: usize, b: usize, size: i32): f32 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < size; i += 4) {
    const at = <usize>i << 2;
    sum = madd(loadUpTo(a + at, size - i), loadUpTo(b + at, size - i), sum);
  }
  return horizontalSum(sum);
}

/** dS = P∘(dP − delta)·scale, in place of dP. */
function scaleDifferences(row: usize, weights: usize, columns: i32, delta: f32, scale: f32): void {
  const centre = f32x4.splat(delta);
  const by = f32x4.splat(scale);
  for (let j = 0; j < columns; j += 4) {
    const at = <usize>j << 2;
    const difference = f32x4.mul(f32x4.sub(v128.load(row + at), centre), by);
    v128.store(row + at, f32x4.mul(v128.load(weights + at), difference));
  }
}
