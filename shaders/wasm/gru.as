/**
 * One GRU layer over time (torch.nn.GRU: r, z, n; h = (1 − z) n + z h'; zero initial state), for a range of batch rows,
 * which each thread walks through time by itself. The product with the input is done beforehand for all steps, the
 * gradients of all matrices afterwards. Rows are ordered batch-major, b·T + t.
 */
import { accumulate, productScratch, wholeProduct } from './product';
import { loadUpTo, sigmoid4, storeUpTo, tanh4 } from './simd';

/** Bytes of scratch memory that `gru` and `gruGradient` need: forward the recurrent sums of its rows at one step. */
export function gruScratch(batch: i32, width: i32): usize {
  return productScratch + 3 * <usize>batch * (<usize>width << 2);
}

/**
 * Batch rows `from` to `to`.
 * @param sums [B·T, 3H] sums from the input; becomes r, z and n after their nonlinearity
 * @param recalled [B·T, H] what the last hidden states contribute to n, before the reset gate
 * @param hiddens [B·T, H]
 */
export function gru(
  scratch: usize,
  sums: usize,
  weightHidden: usize,
  biasHidden: usize,
  recalled: usize,
  hiddens: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const gateLine = 3 * line;
  const rows = to - from;
  const recurrent = scratch + productScratch;
  const one = f32x4.splat(1);
  for (let t = 0; t < time; t++) {
    const start = <usize>(from * time + t);
    for (let row = 0; row < rows; row++) memory.copy(recurrent + <usize>row * gateLine, biasHidden, gateLine);
    if (t > 0) {
      wholeProduct(
        scratch, hiddens + (start - 1) * line, <usize>time * line, 4, weightHidden, gateLine, 4,
        recurrent, gateLine, rows, width, 3 * width, accumulate);
    }
    for (let row = 0; row < rows; row++) {
      const place = start + <usize>(row * time);
      const gates = sums + place * gateLine;
      const local = recurrent + <usize>row * gateLine;
      for (let unit = 0; unit < width; unit += 4) {
        const at = <usize>unit << 2;
        const left = width - unit;
        const r = sigmoid4(f32x4.add(loadUpTo(gates + at, left), loadUpTo(local + at, left)));
        const z = sigmoid4(f32x4.add(loadUpTo(gates + line + at, left), loadUpTo(local + line + at, left)));
        const recall = loadUpTo(local + 2 * line + at, left);
        const n = tanh4(f32x4.add(loadUpTo(gates + 2 * line + at, left), f32x4.mul(r, recall)));
        const before = t > 0 ? loadUpTo(hiddens + (place - 1) * line + at, left) : f32x4.splat(0);
        const hidden = f32x4.add(f32x4.mul(f32x4.sub(one, z), n), f32x4.mul(z, before));
        storeUpTo(hiddens + place * line + at, hidden, left);
        storeUpTo(recalled + place * line + at, recall, left);
        storeUpTo(gates + at, r, left);
        storeUpTo(gates + line + at, z, left);
        storeUpTo(gates + 2 * line + at, n, left);
      }
    }
  }
}

/**
 * Gradients of the sums from the gradient of the hidden states [B·T, H], batch rows `from` to `to`. What the input adds
 * to n passes no reset gate, what the hidden states add does: hence two gradients, which differ in that column only.
 * @param forSums [B·T, 3H]
 * @param forRecurrent [B·T, 3H]
 */
export function gruGradient(
  scratch: usize,
  gates: usize,
  weightHidden: usize,
  recalled: usize,
  hiddens: usize,
  gradient: usize,
  forSums: usize,
  forRecurrent: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const gateLine = 3 * line;
  const rows = to - from;
  const forHidden = scratch + productScratch;
  const one = f32x4.splat(1);
  memory.fill(forHidden, 0, <usize>rows * line);
  for (let t = time - 1; t >= 0; t--) {
    const start = <usize>(from * time + t);
    if (t < time - 1) {
      wholeProduct(
        scratch, forRecurrent + (start + 1) * gateLine, <usize>time * gateLine, 4, weightHidden, 4, gateLine,
        forHidden, line, rows, 3 * width, width, accumulate);
    }
    for (let row = 0; row < rows; row++) {
      const place = start + <usize>(row * time);
      const gate = gates + place * gateLine;
      const into = forSums + place * gateLine;
      const intoRecurrent = forRecurrent + place * gateLine;
      for (let unit = 0; unit < width; unit += 4) {
        const at = <usize>unit << 2;
        const left = width - unit;
        const local = forHidden + <usize>row * line + at;
        const r = loadUpTo(gate + at, left);
        const z = loadUpTo(gate + line + at, left);
        const n = loadUpTo(gate + 2 * line + at, left);
        const recall = loadUpTo(recalled + place * line + at, left);
        const before = t > 0 ? loadUpTo(hiddens + (place - 1) * line + at, left) : f32x4.splat(0);
        const dHidden = f32x4.add(loadUpTo(local, left), loadUpTo(gradient + place * line + at, left));
        const shut = f32x4.sub(one, z);
        const dN = f32x4.mul(f32x4.mul(dHidden, shut), f32x4.sub(one, f32x4.mul(n, n)));
        const dR = f32x4.mul(f32x4.mul(dN, recall), f32x4.mul(r, f32x4.sub(one, r)));
        const dZ = f32x4.mul(f32x4.mul(dHidden, f32x4.sub(before, n)), f32x4.mul(z, shut));
        storeUpTo(into + at, dR, left);
        storeUpTo(into + line + at, dZ, left);
        storeUpTo(into + 2 * line + at, dN, left);
        storeUpTo(intoRecurrent + at, dR, left);
        storeUpTo(intoRecurrent + line + at, dZ, left);
        storeUpTo(intoRecurrent + 2 * line + at, f32x4.mul(dN, r), left);
        // What the update gate lets through unchanged; the next round adds what comes through the sums.
        storeUpTo(local, f32x4.mul(dHidden, z), left);
      }
    }
  }
}
