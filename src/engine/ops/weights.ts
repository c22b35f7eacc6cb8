/** What stands between the weights that are trained and those that are computed with, on plain arrays: for CPU and WASM. */
import { turned } from '../../domain/compression/numeric/turned.ts';
import { fakeQuantized, type WeightGrid } from '../../domain/compression/quantizers/fakeQuantize.ts';
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

function zeroes(values: tf.Tensor, by: tf.Tensor): tf.Tensor {
  const from = values.dataSync();
  const stays = by.dataSync();
  // A plain loop: what takes a callback takes as long as the rest of a step.
  const kept = new Float32Array(from.length);
  for (let i = 0; i < kept.length; i++) kept[i] = stays[i] === 0 ? 0 : (from[i] ?? 0);
  return tf.tensor(kept, values.shape);
}

function multiplied(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [left, right] = [a.dataSync(), b.dataSync()];
  const products = new Float32Array(left.length);
  for (let i = 0; i < products.length; i++) products[i] = (left[i] ?? 0) * (right[i] ?? 0);
  return tf.tensor(products, a.shape);
}

/** @param mask of 0 and 1, as many as there are weights */
export function masked(weights: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return withGradient({
    inputs: [weights],
    forward: () => ({ output: zeroes(weights, mask), saved: [mask] }),
    backward: (gradient, saved) => [zeroes(gradient, at(saved, 0))],
  });
}

export function scored(weights: tf.Tensor, scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return withGradient({
    inputs: [weights, scores],
    forward: () => ({ output: zeroes(weights, mask), saved: [weights, mask] }),
    backward: (gradient, saved) => [zeroes(gradient, at(saved, 1)), multiplied(at(saved, 0), gradient)],
  });
}

/** @param weights [inputs, outputs] */
export function fakeQuantize(weights: tf.Tensor, grid: WeightGrid): tf.Tensor {
  return withGradient({
    inputs: [weights],
    forward() {
      const [rows = 0, columns = 0] = weights.shape;
      const matrix = turned({ rows, columns, values: weights.dataSync() as Float32Array });
      const values = fakeQuantized(matrix, grid);
      return { output: tf.tensor(turned({ ...matrix, values }).values, weights.shape), saved: [] };
    },
    // Straight through: as if nothing had been rounded.
    backward: (gradient) => [tf.clone(gradient)],
  });
}
