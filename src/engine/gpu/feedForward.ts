/**
 * Two linear layers with an activation between them, two dispatches forward and two backward: the first layer writes what
 * the activation makes of its sums beside them, and the second one's input gradient goes on past the activation.
 */
import type { PointwiseActivation } from '../../../shaders/linear/activation.ts';
import type { FeedForwardWeights } from '../../domain/models/ops.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { Products } from './products.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuFeedForward(
  products: Products,
  encoder: TfjsEncoder,
  x: tf.Tensor,
  { inner, outer }: FeedForwardWeights<tf.Tensor>,
  activation: PointwiseActivation,
  onto: tf.Tensor | null,
): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const [hidden = 0, outputs = 0] = outer.weight.shape;
  const inputs = [x, inner.weight, inner.bias, outer.weight, outer.bias];
  return withGradient({
    inputs: [...inputs, ...(onto ? [onto] : [])],
    forward() {
      const [before, activated] = [encoder.allocate([rows, hidden]), encoder.allocate([rows, hidden])];
      const [first, second] = [
        { rows, columns: hidden, inner: width },
        { rows, columns: outputs, inner: hidden },
      ];
      products.multiplyAndActivate(first, [x, inner.weight, inner.bias], activation, [before, activated]);
      const output = encoder.allocate([rows, outputs]);
      products.multiply('NN', second, [activated, outer.weight], { bias: outer.bias, onto }, output);
      return { output, saved: [x, inner.weight, before, activated, outer.weight] };
    },
    backward(gradient, saved, places) {
      const [forInput, forInner, forInnerBias, forOuter, forOuterBias] = inputs.map(
        ({ shape }, input) => places.store(input) ?? encoder.allocate(shape),
      ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const forBefore = encoder.allocate([rows, hidden]);
      products.gradients(
        { rows, inputs: hidden, outputs },
        [at(saved, 3), at(saved, 4), gradient],
        [forBefore, forOuter, forOuterBias],
        { activation, before: at(saved, 2) },
      );
      products.gradients(
        { rows, inputs: width, outputs: hidden },
        [at(saved, 0), at(saved, 1), forBefore],
        [forInput, forInner, forInnerBias],
      );
      const forOnto = onto ? [tf.clone(gradient)] : [];
      return [forInput, forInner, forInnerBias, forOuter, forOuterBias, ...forOnto];
    },
  });
}
