/** One GRU layer over our kernels: products for all steps at once, the walk through time in one dispatch, each way. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import type { RecurrentShape } from '../../../shaders/common/recurrent/layer.ts';
import { gruBackward, gruForward, gruScratchLength } from '../../../shaders/gru/kernel.ts';
import { stridedSum } from '../../../shaders/sum/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { Products } from './products.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuGru(
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
  const sums = 3 * width;
  const shape: RecurrentShape = { batch: rows / time, time, width };
  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      // The sums from the input first, in whose place the kernel leaves the gates.
      const gates = encoder.allocate([rows, sums]);
      const recalled = encoder.allocate([rows, width]);
      const output = encoder.allocate([rows, width]);
      const earlier = encoder.allocate([rows, width]);
      products.multiply('NN', { rows, columns: sums, inner: inputs }, [x, weightInput], { bias: biasInput }, gates);
      runner.run(gruForward, shape, [gates, weightHidden, biasHidden, recalled, output, earlier]);
      return { output, saved: [x, weightInput, weightHidden, gates, recalled, earlier] };
    },
    backward(gradient, saved, places) {
      const [input, wInput, wHidden] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const [gates, recalled, earlier] = [at(saved, 3), at(saved, 4), at(saved, 5)];
      const forSums = encoder.allocate([rows, sums]);
      const forRecurrent = encoder.allocate([rows, sums]);
      const scratch = encoder.allocate([gruScratchLength(shape)]);
      const forInput = places.store(0) ?? encoder.allocate([rows, inputs]);
      const forWeightInput = places.store(1) ?? encoder.allocate([inputs, sums]);
      const forWeightHidden = places.store(2) ?? encoder.allocate([width, sums]);
      const forBiasInput = places.store(3) ?? encoder.allocate([sums]);
      const forBiasHidden = places.store(4) ?? encoder.allocate([sums]);
      const walked = [gates, wHidden, recalled, earlier, gradient, forSums, forRecurrent, scratch];
      runner.run(gruBackward, shape, walked);
      const forInputSide = [forInput, forWeightInput, forBiasInput] as const;
      products.gradients({ rows, inputs, outputs: sums }, [input, wInput, forSums], forInputSide);
      const ofHidden = { rows: width, columns: sums, inner: rows };
      products.multiply('TN', ofHidden, [earlier, forRecurrent], { gradient: 'right' }, forWeightHidden);
      const columns = { inputs: rows * sums, stride: sums, outputs: sums };
      runner.run(stridedSum, columns, [forRecurrent, forBiasHidden]);
      return [forInput, forWeightInput, forWeightHidden, forBiasInput, forBiasHidden];
    },
  });
}
