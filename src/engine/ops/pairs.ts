/** Losses of pairs on plain arrays: for CPU and WASM. There are as many cosines as pairs of rows, which are few. */
import { pairsControl, smallestSquare, type PairLoss } from '../../../shaders/pairs/kernel.ts';
import type { PairOptions } from '../../domain/losses/terms/contract.ts';
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

export function pairs(cosines: tf.Tensor, { loss, filled, amount, scale }: PairOptions): tf.Tensor {
  return withGradient({
    inputs: [cosines],
    forward() {
      const [size = 0] = cosines.shape;
      const count = filled();
      const [, , factor = Number.NaN] = pairsControl(count, amount, scale());
      const values = cosines.dataSync();
      const gradient = new Float32Array(cosines.size);
      let total = 0;
      for (let row = 0; row < count; row++) {
        const first = row * size;
        const slopes = new Float64Array(count);
        total += rowLosses[loss](Float64Array.from(values.slice(first, first + count)), row, amount, slopes);
        gradient.set(
          slopes.map((slope) => factor * slope),
          first,
        );
      }
      return { output: tf.scalar(total * factor), saved: [tf.tensor(gradient, cosines.shape)] };
    },
    backward: (gradient, saved) => [tf.mul(at(saved, 0), gradient)],
  });
}

/** Returns the loss of a row of cosines and leaves its slopes in `into`. @param own place of the pair that belongs together */
type RowLoss = (cosines: Float64Array, own: number, amount: number, into: Float64Array) => number;

const rowLosses: Readonly<Record<PairLoss, RowLoss>> = {
  contrast(cosines, own, temperature, into) {
    const peak = Math.max(...cosines);
    const exponentials = cosines.map((cosine) => Math.exp((cosine - peak) / temperature));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    into.set(exponentials.map((value, j) => (value / total - (j === own ? 1 : 0)) / temperature));
    return Math.log(total) + (peak - valueAt(cosines, own)) / temperature;
  },
  triplet(cosines, own, margin, into) {
    const share = shareOfOthers(cosines);
    return sumOverOthers(cosines, own, (cosine, j) => {
      const violation = margin + 2 * (cosine - valueAt(cosines, own));
      if (violation <= 0) return 0;
      into[j] = 2 * share;
      into[own] = valueAt(into, own) - 2 * share;
      return share * violation;
    });
  },
  margin(cosines, own, margin, into) {
    const share = shareOfOthers(cosines);
    into[own] = -1;
    const pushed = sumOverOthers(cosines, own, (cosine, j) => {
      const square = 2 - 2 * cosine;
      const distance = Math.sqrt(Math.max(smallestSquare, square));
      const missing = Math.max(0, margin - distance);
      into[j] = square < smallestSquare ? 0 : (share * missing) / distance;
      return (share * missing ** 2) / 2;
    });
    return 1 - valueAt(cosines, own) + pushed;
  },
};

const valueAt = (values: Float64Array, index: number): number => values[index] ?? Number.NaN;

const shareOfOthers = ({ length }: Float64Array): number => 1 / Math.max(1, length - 1);

const sumOverOthers = (cosines: Float64Array, own: number, of: (cosine: number, j: number) => number): number =>
  cosines.reduce((sum, cosine, j) => (j === own ? sum : sum + of(cosine, j)), 0);
