/**
 * One LSTM layer over time (torch.nn.LSTM: gates i, f, g, o; zero initial state), for a range of batch rows: rows do not
 * touch each other, so each thread walks through time by itself. The product with the input is done beforehand for all
 * steps, the gradients of all matrices afterwards. Rows are ordered batch-major, b·T + t.
 */
import { accumulate, productScratch, wholeProduct } from './product';
import { loadUpTo, sigmoid4, storeUpTo, tanh4 } from './simd';

/**
 * Batch rows `from` to `to`.
 * @param sums [B·T, 4H] gate sums from the input; becomes the gates after their nonlinearity
 * @param cells [B·T, H]
 * @param hiddens [B·T, H]
 */
export function lstm(
  scratch: usize,
  sums: usize,
  weightHidden: usize,
  cells: usize,
  hiddens: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const gateLine = line << 2;
  const rows = to - from;
  for (let t = 0; t < time; t++) {
    const start = <usize>(from * time + t);
    if (t > 0) {
      wholeProduct(
        scratch, hiddens + (start - 1) * line, <usize>time * line, 4, weightHidden, gateLine, 4,
        sums + start * gateLine, <usize>time * gateLine, rows, width, 4 * width, accumulate);
    }
    for (let row = 0; row < rows; row++) {
      const place = start + <usize>(row * time);
      const gates = sums + place * gateLine;
      for (let unit = 0; unit < width; unit += 4) {
        const at = <usize>unit << 2;
        const left = width - unit;
        const i = sigmoid4(loadUpTo(gates + at, left));
        const f = sigmoid4(loadUpTo(gates + line + at, left));
        const g = tanh4(loadUpTo(gates + 2 * line + at, left));
        const o = sigmoid4(loadUpTo(gates + 3 * line + at, left));
        const before = t > 0 ? loadUpTo(cells + (place - 1) * line + at, left) : f32x4.splat(0);
        const cell = f32x4.add(f32x4.mul(f, before), f32x4.mul(i, g));
        storeUpTo(cells + place * line + at, cell, left);
        storeUpTo(hiddens + place * line + at, f32x4.mul(o, tanh4(cell)), left);
        storeUpTo(gates + at, i, left);
        storeUpTo(gates + line + at, f, left);
        storeUpTo(gates + 2 * line + at, g, left);
        storeUpTo(gates + 3 * line + at, o, left);
      }
    }
  }
}

/** Bytes of scratch memory that `lstmGradient` needs: the gradients of the hidden and cell state of its rows. */
export function lstmScratch(batch: i32, width: i32): usize {
  return productScratch + 2 * <usize>batch * (<usize>width << 2);
}

/** Gradient of the gate sums [B·T, 4H] from that of the hidden states [B·T, H], batch rows `from` to `to`. */
export function lstmGradient(
  scratch: usize,
  gates: usize,
  weightHidden: usize,
  cells: usize,
  gradient: usize,
  forSums: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const gateLine = line << 2;
  const rows = to - from;
  const forHidden = scratch + productScratch;
  const forCell = forHidden + <usize>rows * line;
  const one = f32x4.splat(1);
  memory.fill(forCell, 0, <usize>rows * line);
  for (let t = time - 1; t >= 0; t--) {
    const start = <usize>(from * time + t);
    for (let row = 0; row < rows; row++) {
      memory.copy(forHidden + <usize>row * line, gradient + (start + <usize>(row * time)) * line, line);
    }
    if (t < time - 1) {
      wholeProduct(
        scratch, forSums + (start + 1) * gateLine, <usize>time * gateLine, 4, weightHidden, 4, gateLine,
        forHidden, line, rows, 4 * width, width, accumulate);
    }
    for (let row = 0; row < rows; row++) {
      const place = start + <usize>(row * time);
      const gate = gates + place * gateLine;
      const into = forSums + place * gateLine;
      for (let unit = 0; unit < width; unit += 4) {
        const at = <usize>unit << 2;
        const left = width - unit;
        const local = <usize>row * line + at;
        const i = loadUpTo(gate + at, left);
        const f = loadUpTo(gate + line + at, left);
        const g = loadUpTo(gate + 2 * line + at, left);
        const o = loadUpTo(gate + 3 * line + at, left);
        const squashed = tanh4(loadUpTo(cells + place * line + at, left));
        const before = t > 0 ? loadUpTo(cells + (place - 1) * line + at, left) : f32x4.splat(0);
        const dHidden = loadUpTo(forHidden + local, left);
        const open = f32x4.sub(one, f32x4.mul(squashed, squashed));
        const dCell = f32x4.add(loadUpTo(forCell + local, left), f32x4.mul(f32x4.mul(dHidden, o), open));
        storeUpTo(into + at, f32x4.mul(f32x4.mul(dCell, g), f32x4.mul(i, f32x4.sub(one, i))), left);
        storeUpTo(into + line + at, f32x4.mul(f32x4.mul(dCell, before), f32x4.mul(f, f32x4.sub(one, f))), left);
        storeUpTo(into + 2 * line + at, f32x4.mul(f32x4.mul(dCell, i), f32x4.sub(one, f32x4.mul(g, g))), left);
        storeUpTo(into + 3 * line + at, f32x4.mul(f32x4.mul(dHidden, squashed), f32x4.mul(o, f32x4.sub(one, o))), left);
        storeUpTo(forCell + local, f32x4.mul(dCell, f), left);
      }
    }
  }
}
