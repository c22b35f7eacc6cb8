/** One plain recurrent layer over our kernels: products for all steps at once, the walk through time in one dispatch, each way. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import type { RecurrentShape } from '../../../shaders/common/recurrent/layer.ts';
import { rnnBackward, rnnForward, rnnScratchLength } from '../../../shaders/rnn/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { Products } from './products.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuRnn(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  products: Products,
  x: tf.Tensor,
  weights: RecurrentWeights<tf.Tensor>,
  time: number,
): tf.Tensor {
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const [rows = 0, inputs = 0] = x.shape;
  const [width = 0] = weightHidden.shape;
  const shape: RecurrentShape = { batch: rows / time, time, width };
  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      // The sums from the input first, in whose place the kernel leaves the hidden states.
      const output = encoder.allocate([rows, width]);
      const earlier = encoder.allocate([rows, width]);
      products.multiply('NN', { rows, columns: width, inner: inputs }, [x, weightInput], { bias: biasInput }, output);
      runner.run(rnnForward, shape, [output, weightHidden, biasHidden, earlier]);
      return { output, saved: [x, weightInput, weightHidden, output, earlier] };
    },
    backward(gradient, saved, places) {
      const [input, wInput, wHidden] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const [hiddens, earlier] = [at(saved, 3), at(saved, 4)];
      const forSums = encoder.allocate([rows, width]);
      const scratch = encoder.allocate([rnnScratchLength(shape)]);
      const forInput = places.store(0) ?? encoder.allocate([rows, inputs]);
      const forWeightInput = places.store(1) ?? encoder.allocate([inputs, width]);
      const forWeightHidden = places.store(2) ?? encoder.allocate([width, width]);
      // Of its own, for both biases get it: one buffer cannot be read and written in one dispatch.
      const forBias = encoder.allocate([width]);
      runner.run(rnnBackward, shape, [hiddens, wHidden, gradient, forSums, scratch]);
      const forInputSide = [forInput, forWeightInput, forBias] as const;
      products.gradients({ rows, inputs, outputs: width }, [input, wInput, forSums], forInputSide);
      products.multiply(
        'TN',
        { rows: width, columns: width, inner: rows },
        [earlier, forSums],
        { gradient: 'right' },
        forWeightHidden,
      );
      return [forInput, forWeightInput, forWeightHidden, forBias, tf.clone(forBias)];
    },
  });
}
