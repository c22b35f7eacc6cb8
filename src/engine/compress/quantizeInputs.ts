/** A forward pass whose matrices read rounded inputs: those of every token, as `inputs/levels.ts` has them, on any backend. */
import type { InputQuantization } from '../../domain/compression/inputs/levels.ts';
import { composedFeedForward } from '../../domain/models/feedForward.ts';
import { weight } from '../../domain/models/initialize.ts';
import type { Weights } from '../../domain/models/contract.ts';
import type { BackendOps } from '../ops/contract.ts';
import type * as tf from '../tf.ts';

/** @param weights that the forward pass will be given; matrices are told by them. */
export function quantizingOps(ops: BackendOps, inputs: InputQuantization, weights: Weights<tf.Tensor>): BackendOps {
  const levels = new Map(Object.entries(inputs).map(([name, of]) => [weight(weights, name).id, of]));
  const rounded = (x: tf.Tensor, matrix: tf.Tensor): tf.Tensor => {
    const of = levels.get(matrix.id);
    return of ? ops.roundRows(x, of) : x;
  };
  const linear: BackendOps['linear'] = (x, matrix, bias, onto) => ops.linear(rounded(x, matrix), matrix, bias, onto);
  // What lies between its two products is rounded only where they are apart.
  const apart = composedFeedForward({
    linear,
    gelu: (x) => ops.gelu(x),
    relu: (x, power) => ops.relu(x, power),
    swiglu: (x) => ops.swiglu(x),
  });
  return {
    ...ops,
    linear,
    feedForward: (x, layer, activation, onto) =>
      [layer.inner, layer.outer].some((affine) => levels.has(affine.weight.id))
        ? apart(x, layer, activation, onto)
        : ops.feedForward(x, layer, activation, onto),
  };
}
