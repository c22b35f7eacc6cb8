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
  const [first, second] = [
    { rows, inputs: width, outputs: hidden },
    { rows, inputs: hidden, outputs },
  ];
  const inputs = [x, inner.weight, inner.bias, outer.weight, outer.bias, ...(onto ? [onto] : [])];
  return withGradient({
    inputs,
    forward() {
      const [before, activated] = [encoder.allocate([rows, hidden]), encoder.allocate([rows, hidden])];
      products.multiplyAndActivate(first, [x, inner.weight, inner.bias], activation, [before, activated]);
      const output = encoder.allocate([rows, outputs]);
      const shape = { rows, columns: outputs, inner: hidden };
      products.multiply('NN', shape, [activated, outer.weight], { bias: outer.bias, onto }, output);
      return { output, saved: [x, inner.weight, before, activated, outer.weight] };
    },
    backward(gradient, saved, places) {
      const [input, innerWeight, before] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const [activated, outerWeight] = [at(saved, 3), at(saved, 4)];
      const place = (of: number): tf.Tensor => places.store(of) ?? encoder.allocate(at(inputs, of).shape);
      const forBefore = encoder.allocate([rows, hidden]);
      const [forOuter, forOuterBias] = [place(3), place(4)];
      const made = { activation, before };
      products.gradients(second, [activated, outerWeight, gradient], [forBefore, forOuter, forOuterBias], made);
      const [forInput, forInner, forInnerBias] = [place(0), place(1), place(2)];
      products.gradients(first, [input, innerWeight, forBefore], [forInput, forInner, forInnerBias]);
      const forOnto = onto ? [tf.clone(gradient)] : [];
      return [forInput, forInner, forInnerBias, forOuter, forOuterBias, ...forOnto];
    },
  });
}
