/** Rows of tables. Gradients add in the order of the batch: the same sums on every run, whatever the number of threads. */
import { loadUpTo, storeUpTo } from './simd';

/** Rows `from` to `to` of out [M, D] = table[ids]. An id outside the table gives zeros, as on the GPU. */
export function gather(
  _scratch: usize,
  ids: usize,
  table: usize,
  out: usize,
  vocabulary: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const id = load<i32>(ids + (<usize>row << 2));
    const target = out + <usize>row * line;
    if (<u32>id < <u32>vocabulary) memory.copy(target, table + <usize>id * line, line);
    else memory.fill(target, 0, line);
  }
}

/** Columns 16·from to 16·to of out [V, D]: the rows of equal ids summed. */
export function gatherGradient(
  _scratch: usize,
  ids: usize,
  gradient: usize,
  out: usize,
  rows: i32,
  vocabulary: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const first = from * 16;
  const end = min(to * 16, width);
  for (let v: usize = 0; v < <usize>vocabulary; v++) {
    memory.fill(out + v * line + (<usize>first << 2), 0, <usize>(end - first) << 2);
  }
  for (let row = 0; row < rows; row++) {
    const id = load<i32>(ids + (<usize>row << 2));
    if (<u32>id >= <u32>vocabulary) continue;
    const source = gradient + <usize>row * line;
    const target = out + <usize>id * line;
    for (let d = first; d < end; d += 4) {
      const at = <usize>d << 2;
      const left = width - d;
      storeUpTo(target + at, f32x4.add(loadUpTo(target + at, left), loadUpTo(source + at, left)), left);
    }
  }
}

/** Rows `from` to `to` of out [B·T, D] = x + positions[row mod T]. */
export function addPositions(
  _scratch: usize,
  x: usize,
  positions: usize,
  out: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const place = positions + <usize>(row % time) * line;
    const source = x + <usize>row * line;
    const target = out + <usize>row * line;
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2;
      storeUpTo(target + at, f32x4.add(loadUpTo(source + at, width - d), loadUpTo(place + at, width - d)), width - d);
    }
  }
}

/** Rows `from` to `to` of out [longest, D]: for t < T the sum over the batch, else 0. */
export function positionsGradient(
  _scratch: usize,
  gradient: usize,
  out: usize,
  batch: i32,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  for (let t = from; t < to; t++) {
    const target = out + <usize>t * line;
    if (t >= time) {
      memory.fill(target, 0, line);
      continue;
    }
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2;
      let sum = f32x4.splat(0);
      for (let b = 0; b < batch; b++) {
        sum = f32x4.add(sum, loadUpTo(gradient + <usize>(b * time + t) * line + at, width - d));
      }
      storeUpTo(target + at, sum, width - d);
    }
  }
}
