/**
 * One plain recurrent layer over time (torch.nn.RNN with tanh; zero initial state), for a range of batch rows, which each
 * thread walks through time by itself. The product with the input is done beforehand for all steps, the gradients of all
 * matrices afterwards. Rows are ordered batch-major, b·T + t.
 */
import { accumulate, wholeProduct } from './product';
import { loadUpTo, storeUpTo, tanh4 } from './simd';

/**
 * Batch rows `from` to `to`. `scratch` holds `productScratch` bytes, backward too.
 * @param hiddens [B·T, H] sums from the input; becomes the hidden states
 */
export function rnn(
  scratch: usize,
  hiddens: usize,
  weightHidden: usize,
  biasHidden: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const rows = to - from;
  for (let t = 0; t < time; t++) {
    const start = hiddens + <usize>(from * time + t) * line;
    if (t > 0) {
      wholeProduct(
        scratch, start - line, <usize>time * line, 4, weightHidden, line, 4,
        start, <usize>time * line, rows, width, width, accumulate);
    }
    for (let row = 0; row < rows; row++) {
      const at = start + <usize>(row * time) * line;
      for (let unit = 0; unit < width; unit += 4) {
        const place = at + (<usize>unit << 2);
        const left = width - unit;
        const bias = loadUpTo(biasHidden + (<usize>unit << 2), left);
        storeUpTo(place, tanh4(f32x4.add(loadUpTo(place, left), bias)), left);
      }
    }
  }
}

/** Gradient of the sums [B·T, H] from that of the hidden states [B·T, H], batch rows `from` to `to`. */
export function rnnGradient(
  scratch: usize,
  hiddens: usize,
  weightHidden: usize,
  gradient: usize,
  forSums: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const rows = to - from;
  const one = f32x4.splat(1);
  for (let t = time - 1; t >= 0; t--) {
    const start = <usize>(from * time + t) * line;
    for (let row = 0; row < rows; row++) {
      const at = start + <usize>(row * time) * line;
      memory.copy(forSums + at, gradient + at, line);
    }
    if (t < time - 1) {
      wholeProduct(
        scratch, forSums + start + line, <usize>time * line, 4, weightHidden, 4, line,
        forSums + start, <usize>time * line, rows, width, width, accumulate);
    }
    for (let row = 0; row < rows; row++) {
      const at = start + <usize>(row * time) * line;
      for (let unit = 0; unit < width; unit += 4) {
        const place = at + (<usize>unit << 2);
        const left = width - unit;
        const hidden = loadUpTo(hiddens + place, left);
        const slope = f32x4.sub(one, f32x4.mul(hidden, hidden));
        storeUpTo(forSums + place, f32x4.mul(loadUpTo(forSums + place, left), slope), left);
      }
    }
  }
}
