/** minGRU (Feng et al. 2024, Were RNNs All We Needed?): the recurrence and back-propagation through time, step by step. */
import type { MinGruShape } from './kernel.ts';

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));
const candidate = (x: number): number => (x >= 0 ? x + 0.5 : logistic(x));

export function minGruReference(sums: ArrayLike<number>, { batch, time, width }: MinGruShape): Float64Array {
  const hiddens = new Float64Array(batch * time * width);
  for (let row = 0; row < batch * time; row++) {
    for (let unit = 0; unit < width; unit++) {
      const gate = logistic(sums[2 * row * width + unit] ?? NaN);
      const before = row % time === 0 ? 0 : (hiddens[(row - 1) * width + unit] ?? NaN);
      const made = candidate(sums[(2 * row + 1) * width + unit] ?? NaN);
      hiddens[row * width + unit] = (1 - gate) * before + gate * made;
    }
  }
  return hiddens;
}

export function minGruGradientReference(
  sums: ArrayLike<number>,
  upstream: ArrayLike<number>,
  shape: MinGruShape,
): Float64Array {
  const { batch, time, width } = shape;
  const hiddens = minGruReference(sums, shape);
  const forSums = new Float64Array(2 * hiddens.length);
  const carried = new Float64Array(width);
  for (let row = batch * time - 1; row >= 0; row--) {
    if ((row + 1) % time === 0) carried.fill(0);
    for (let unit = 0; unit < width; unit++) {
      const x = sums[(2 * row + 1) * width + unit] ?? NaN;
      const gate = logistic(sums[2 * row * width + unit] ?? NaN);
      const before = row % time === 0 ? 0 : (hiddens[(row - 1) * width + unit] ?? NaN);
      const given = (upstream[row * width + unit] ?? NaN) + (carried[unit] ?? 0);
      forSums[2 * row * width + unit] = given * (candidate(x) - before) * gate * (1 - gate);
      forSums[(2 * row + 1) * width + unit] = given * gate * (x >= 0 ? 1 : logistic(x) * (1 - logistic(x)));
      carried[unit] = given * (1 - gate);
    }
  }
  return forSums;
}
