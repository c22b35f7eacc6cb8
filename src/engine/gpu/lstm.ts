/** One LSTM layer over our kernels: products for all steps at once, the walk through time in one dispatch, each way. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import { add } from '../../../shaders/add/kernel.ts';
import type { RecurrentShape } from '../../../shaders/common/recurrent/layer.ts';
import { lstmBackward, lstmForward, lstmScratchLength } from '../../../shaders/lstm/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { Products } from './products.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuLstm(
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
  const sums = 4 * width;
  const shape: RecurrentShape = { batch: rows / time, time, width };
  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      const bias = encoder.allocate([sums]);
      // The sums of the gates first, in whose place the kernel leaves the gates.
      const gates = encoder.allocate([rows, sums]);
      const cells = encoder.allocate([rows, width]);
      const output = encoder.allocate([rows, width]);
      const earlier = encoder.allocate([rows, width]);
      runner.run(add, { length: sums, period: sums }, [biasInput, biasHidden, bias]);
      products.multiply('NN', { rows, columns: sums, inner: inputs }, [x, weightInput], { bias }, gates);
      runner.run(lstmForward, shape, [gates, weightHidden, cells, output, earlier]);
      return { output, saved: [x, weightInput, weightHidden, gates, cells, earlier] };
    },
    backward(gradient, saved, places) {
      const [input, wInput, wHidden] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const [gates, cells, earlier] = [at(saved, 3), at(saved, 4), at(saved, 5)];
      const forSums = encoder.allocate([rows, sums]);
      const scratch = encoder.allocate([lstmScratchLength(shape)]);
      const forInput = places.store(0) ?? encoder.allocate([rows, inputs]);
      const forWeightInput = places.store(1) ?? encoder.allocate([inputs, sums]);
      const forWeightHidden = places.store(2) ?? encoder.allocate([width, sums]);
      // Of its own, for both biases get it: one buffer cannot be read and written in one dispatch.
      const forBias = encoder.allocate([sums]);
      runner.run(lstmBackward, shape, [gates, wHidden, cells, gradient, forSums, scratch]);
      const forInputSide = [forInput, forWeightInput, forBias] as const;
      products.gradients({ rows, inputs, outputs: sums }, [input, wInput, forSums], forInputSide);
      const ofHidden = { rows: width, columns: sums, inner: rows };
      products.multiply('TN', ofHidden, [earlier, forSums], { gradient: 'right' }, forWeightHidden);
      return [forInput, forWeightInput, forWeightHidden, forBias, tf.clone(forBias)];
    },
  });
}
