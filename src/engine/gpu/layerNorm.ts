/** Layer normalisation over our kernels; mean and deviation of every row are kept for the backward pass. */
import {
  layerNormBackward,
  layerNormForward,
  layerNormJoinWeights,
  layerNormSharesLength,
  type LayerNormShape,
} from '../../../shaders/layer-norm/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuLayerNorm(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  x: tf.Tensor,
  gain: tf.Tensor,
  bias: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const shape: LayerNormShape = { rows, width, epsilon };
  return withGradient({
    inputs: [x, gain, bias],
    forward() {
      const output = encoder.allocate([rows, width]);
      const statistics = encoder.allocate([rows, 2]);
      runner.run(layerNormForward, shape, [x, gain, bias, output, statistics]);
      return { output, saved: [x, gain, statistics] };
    },
    backward(upstream, saved, places) {
      const [input, factors, statistics] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      // In a residual stream the gradient that went past the norm is there already.
      const before = places.add(0);
      const forInput = before ?? encoder.allocate([rows, width]);
      const forGain = places.store(1) ?? encoder.allocate([width]);
      const forBias = places.store(2) ?? encoder.allocate([width]);
      const shares = encoder.allocate([layerNormSharesLength(shape)]);
      runner.run(layerNormBackward, { ...shape, adds: before !== null }, [
        input,
        factors,
        statistics,
        upstream,
        forInput,
        shares,
      ]);
      runner.run(layerNormJoinWeights, shape, [shares, forGain, forBias]);
      return [forInput, forGain, forBias];
    },
  });
}
