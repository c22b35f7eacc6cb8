/**
 * Attention on packed queries, keys and values (heads of queries, then of keys, then of values, which may be fewer), a batch
 * element and head at a time. Scores exist for a block of query rows only, and only from the first to the last key that one
 * of them sees: up to its own, or the last of the `prefix` first ones, and less than `window` tokens away; of the softmax, peak and inverse sum of each row are kept, and the
 * backward pass computes the weights anew (Dao et al. 2022, FlashAttention, algorithms 1 and 4).
 * With `turns`, queries and keys are turned by their positions (turning.as), into scratch memory. With `slopes`, one for each
 * head, scores fall with the distance. 0 stands for none of these. With a `threshold`, weights are dropped, numbered in
 * [B, H, T, T], whose mask is drawn anew in the backward pass.
 */
import { accumulate, overwrite, productScratch, wholeProduct } from './product';
import { stays } from './random';
import { exp4, horizontalMax, horizontalSum, loadUpTo, madd } from './simd';
import { turn, turnBack } from './turning';

/** Query rows of a block. */
const block: i32 = 32;
const hidden: f32 = -1e30;

/** A row of scores, padded so that rows start at multiples of 16 bytes. */
// @ts-ignore: decorator
@inline
function rowBytes(time: i32): usize {
  return <usize>((time + 7) & ~7) << 2;
}

/** Bytes of scratch memory of both passes. @param turned features of a head, 0 where nothing is turned */
export function attentionScratch(time: i32, turned: i32): usize {
  return productScratch + 2 * <usize>block * rowBytes(time) + 2 * turnedBytes(time, turned);
}

// @ts-ignore: decorator
@inline
function turnedBytes(time: i32, size: i32): usize {
  return (<usize>(time * size) << 2) + 16;
}

/** Scores of `rows` queries, `line` bytes apart, with the first `columns` keys, into [rows, columns]. */
function scoresOf(
  scratch: usize,
  q: usize,
  k: usize,
  line: usize,
  size: i32,
  rows: i32,
  columns: i32,
  scores: usize,
  scoreLine: usize,
): void {
  wholeProduct(scratch, q, line, 4, k, 4, line, scores, scoreLine, rows, size, columns, overwrite);
}

/** Scores of the query at `position` times the scale, less the slope times the distance. */
function addDistances(row: usize, columns: i32, position: i32, scale: f32, slope: f32): void {
  const by = f32x4.splat(scale);
  const steep = f32x4.splat(slope);
  for (let j = 0; j < columns; j += 4) {
    const at = row + (<usize>j << 2);
    const distance = i32x4.abs(i32x4.sub(i32x4.add(i32x4.splat(j), i32x4(0, 1, 2, 3)), i32x4.splat(position)));
    const loss = f32x4.mul(f32x4.convert_i32x4_s(distance), steep);
    v128.store(at, f32x4.sub(f32x4.mul(v128.load(at), by), loss));
  }
}

/** The first key that queries from `row` on see, as the first column of a block: a multiple of 4. */
// @ts-ignore: decorator
@inline
function firstColumn(row: i32, window: i32): i32 {
  return max(row + 1 - window, 0) & ~3;
}

/** Behind the last key that queries before `end` see. */
// @ts-ignore: decorator
@inline
function endOfKeys(end: i32, prefix: i32, window: i32): i32 {
  return max(end, min(prefix, end - 1 + window));
}

/** e^(score·scale − peak)·inverse for the columns from `low` up to `seen` of a row, 0 for the rest of its block. */
function weigh(row: usize, low: i32, seen: i32, columns: i32, scale: f32, peak: f32, inverse: f32): f32 {
  const by = f32x4.splat(scale);
  const centre = f32x4.splat(peak);
  const norm = f32x4.splat(inverse);
  let total = f32x4.splat(0);
  for (let j = 0; j < columns; j += 4) {
    const at = row + (<usize>j << 2);
    // Rows are padded to whole vectors, so these may be read and written past the last column.
    let weight = exp4(f32x4.sub(f32x4.mul(v128.load(at), by), centre));
    if (j + 4 > seen) weight = v128.and(weight, i32x4.lt_s(i32x4.add(i32x4.splat(j), i32x4(0, 1, 2, 3)), i32x4.splat(seen)));
    if (j < low) weight = v128.and(weight, i32x4.ge_s(i32x4.add(i32x4.splat(j), i32x4(0, 1, 2, 3)), i32x4.splat(low)));
    weight = f32x4.mul(weight, norm);
    total = f32x4.add(total, weight);
    v128.store(at, weight);
  }
  return horizontalSum(total);
}

function peakOf(row: usize, low: i32, seen: i32, scale: f32): f32 {
  let peaks = f32x4.splat(hidden);
  let peak = hidden;
  let j = low;
  for (; j < seen && (j & 3) != 0; j++) peak = max(peak, load<f32>(row + (<usize>j << 2)));
  for (; j + 4 <= seen; j += 4) peaks = f32x4.max(peaks, v128.load(row + (<usize>j << 2)));
  peak = max(peak, horizontalMax(peaks));
  for (; j < seen; j++) peak = max(peak, load<f32>(row + (<usize>j << 2)));
  return peak * scale;
}

/** Heads `from` to `to` of all B·H. `statistics` receives peak and 1/sum of each row. */
export function attention(
  scratch: usize,
  qkv: usize,
  out: usize,
  statistics: usize,
  turns: usize,
  slopes: usize,
  time: i32,
  heads: i32,
  keyValueHeads: i32,
  size: i32,
  scale: f32,
  prefix: i32,
  window: i32,
  key: i32,
  second: i32,
  threshold: i32,
  keep: f32,
  from: i32,
  to: i32,
): void {
  const line = <usize>((heads + 2 * keyValueHeads) * size) << 2;
  const outLine = <usize>(heads * size) << 2;
  const scoreLine = rowBytes(time);
  const scores = scratch + productScratch;
  const turnedQ = scores + 2 * <usize>block * scoreLine;
  const turnedK = turnedQ + turnedBytes(time, size);
  for (let index = from; index < to; index++) {
    const batch = index / heads;
    const head = index % heads;
    const sequence = qkv + <usize>(batch * time) * line;
    let q = sequence + (<usize>(head * size) << 2);
    let k = sequence + outLine + (<usize>(((head * keyValueHeads) / heads) * size) << 2);
    const v = k + (<usize>(keyValueHeads * size) << 2);
    let qkLine = line;
    if (turns) {
      turn(q, line, turns, time, size, turnedQ);
      turn(k, line, turns, time, size, turnedK);
      q = turnedQ;
      k = turnedK;
      qkLine = <usize>size << 2;
    }
    const slope: f32 = slopes ? load<f32>(slopes + (<usize>head << 2)) : 0;
    const rowScale: f32 = slopes ? 1 : scale;
    const o = out + <usize>(batch * time) * outLine + (<usize>(head * size) << 2);
    const kept = statistics + (<usize>(index * time) << 3);
    for (let first = 0; first < time; first += block) {
      const rows = min(block, time - first);
      const begin = firstColumn(first, window);
      const columns = min(endOfKeys(first + rows, prefix, window), time) - begin;
      scoresOf(scratch, q + <usize>first * qkLine, k + <usize>begin * qkLine, qkLine, size, rows, columns, scores, scoreLine);
      for (let i = 0; i < rows; i++) {
        const row = scores + <usize>i * scoreLine;
        const low = max(first + i + 1 - window, 0) - begin;
        const seen = endOfKeys(first + i + 1, prefix, window) - begin;
        if (slopes) addDistances(row, columns, first + i - begin, scale, slope);
        const peak = peakOf(row, low, min(seen, columns), rowScale);
        const inverse: f32 = 1 / weigh(row, low, seen, columns, rowScale, peak, 1);
        store<f32>(kept + (<usize>(first + i) << 3), peak);
        store<f32>(kept + (<usize>(first + i) << 3), inverse, 4);
        const by = f32x4.splat(inverse);
        for (let j = 0; j < columns; j += 4) {
          const at = row + (<usize>j << 2);
          v128.store(at, f32x4.mul(v128.load(at), by));
        }
        if (threshold) drop(row, columns, (index * time + first + i) * time + begin, key, second, threshold, keep);
      }
      wholeProduct(scratch, scores, scoreLine, 4, v + <usize>begin * line, line, 4, o + <usize>first * outLine, outLine, rows, columns, size, overwrite);
    }
  }
}

/**
 * Gradient for qkv, heads `from` to `to` of all B·K of keys and values, each with the heads of queries that it serves. Of
 * the first of these, the last block comes first: it covers all keys, and everything else adds to it. With a window no block
 * does, and all of them add to zeros.
 */
export function attentionGradient(
  scratch: usize,
  qkv: usize,
  out: usize,
  statistics: usize,
  gradient: usize,
  forQkv: usize,
  turns: usize,
  slopes: usize,
  time: i32,
  heads: i32,
  keyValueHeads: i32,
  size: i32,
  scale: f32,
  prefix: i32,
  window: i32,
  key: i32,
  second: i32,
  threshold: i32,
  keep: f32,
  from: i32,
  to: i32,
): void {
  const line = <usize>((heads + 2 * keyValueHeads) * size) << 2;
  const outLine = <usize>(heads * size) << 2;
  const scoreLine = rowBytes(time);
  const weights = scratch + productScratch;
  const differences = weights + <usize>block * scoreLine;
  const turnedQ = differences + <usize>block * scoreLine;
  const turnedK = turnedQ + turnedBytes(time, size);
  const lastFirst = ((time - 1) / block) * block;
  const group = heads / keyValueHeads;
  const rowScale: f32 = slopes ? 1 : scale;
  for (let index = from; index < to; index++) {
    const batch = index / keyValueHeads;
    const keyHead = index % keyValueHeads;
    const sequence = <usize>(batch * time) * line;
    const keyColumn = outLine + (<usize>(keyHead * size) << 2);
    const valueColumn = keyColumn + (<usize>(keyValueHeads * size) << 2);
    let k = qkv + sequence + keyColumn;
    const v = qkv + sequence + valueColumn;
    const dk = forQkv + sequence + keyColumn;
    const dv = forQkv + sequence + valueColumn;
    let qkLine = line;
    if (turns) {
      turn(k, line, turns, time, size, turnedK);
      k = turnedK;
      qkLine = <usize>size << 2;
    }
    if (window < time) {
      clearRows(dk, line, time, size);
      clearRows(dv, line, time, size);
    }
    for (let head = keyHead * group; head < (keyHead + 1) * group; head++) {
      const offset = <usize>(head * size) << 2;
      let q = qkv + sequence + offset;
      const dq = forQkv + sequence + offset;
      if (turns) {
        turn(q, line, turns, time, size, turnedQ);
        q = turnedQ;
      }
      const slope: f32 = slopes ? load<f32>(slopes + (<usize>head << 2)) : 0;
      const o = out + <usize>(batch * time) * outLine + offset;
      const d = gradient + <usize>(batch * time) * outLine + offset;
      const kept = statistics + (<usize>((batch * heads + head) * time) << 3);
      for (let first = lastFirst; first >= 0; first -= block) {
        const rows = min(block, time - first);
        const begin = firstColumn(first, window);
        const columns = min(endOfKeys(first + rows, prefix, window), time) - begin;
        const mode = window >= time && first == lastFirst && head == keyHead * group ? overwrite : accumulate;
        const kBlock = k + <usize>begin * qkLine;
        const past = <usize>begin * line;
        const qBlock = q + <usize>first * qkLine;
        const dBlock = d + <usize>first * outLine;
        scoresOf(scratch, qBlock, kBlock, qkLine, size, rows, columns, weights, scoreLine);
        wholeProduct(scratch, dBlock, outLine, 4, v + past, 4, line, differences, scoreLine, rows, size, columns, overwrite);
        for (let i = 0; i < rows; i++) {
          const at = first + i;
          const row = weights + <usize>i * scoreLine;
          if (slopes) addDistances(row, columns, at - begin, scale, slope);
          const low = max(at + 1 - window, 0) - begin;
          const seen = endOfKeys(at + 1, prefix, window) - begin;
          weigh(row, low, seen, columns, rowScale, load<f32>(kept + (<usize>at << 3)), load<f32>(kept + (<usize>at << 3), 4));
          const delta = dot(o + <usize>at * outLine, d + <usize>at * outLine, size);
          const counter = ((batch * heads + head) * time + at) * time + begin;
          if (threshold) drop(differences + <usize>i * scoreLine, columns, counter, key, second, threshold, keep);
          scaleDifferences(differences + <usize>i * scoreLine, row, columns, delta, scale);
          if (threshold) drop(row, columns, counter, key, second, threshold, keep);
        }
        // dV += Pᵀ·dO, dK += dSᵀ·Q, dQ = dS·K
        wholeProduct(scratch, weights, 4, scoreLine, dBlock, outLine, 4, dv + past, line, columns, rows, size, mode);
        wholeProduct(scratch, differences, 4, scoreLine, qBlock, qkLine, 4, dk + past, line, columns, rows, size, mode);
        wholeProduct(scratch, differences, scoreLine, 4, kBlock, qkLine, 4, dq + <usize>first * line, line, rows, columns, size, overwrite);
      }
      if (turns) turnBack(dq, line, turns, time, size);
    }
    if (turns) turnBack(dk, line, turns, time, size);
  }
}

/** Keeps some of a row's columns, scaled up, and zeros the others. @param counter of the first of them, among all weights */
function drop(row: usize, columns: i32, counter: i32, key: i32, second: i32, threshold: i32, keep: f32): void {
  const keys = i32x4.splat(key);
  const seconds = i32x4.splat(second);
  const limit = i32x4.splat(threshold);
  const by = f32x4.splat(keep);
  for (let j = 0; j < columns; j += 4) {
    const at = row + (<usize>j << 2);
    v128.store(at, v128.and(f32x4.mul(v128.load(at), by), stays(counter + j, keys, seconds, limit)));
  }
}

function clearRows(at: usize, line: usize, rows: i32, size: i32): void {
  for (let row = 0; row < rows; row++) memory.fill(at + <usize>row * line, 0, <usize>size << 2);
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
