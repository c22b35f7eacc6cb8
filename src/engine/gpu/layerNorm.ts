/** Layer normalisation over our kernels; mean and deviation of every row are kept for the backward pass. */
import { layerNormKernels, type LayerNormShape } from '../../../shaders/layer-norm/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';
import type { KernelChoice } from './tuning/kernelChoice.ts';

export function gpuLayerNorm(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  choice: KernelChoice,
  x: tf.Tensor,
  gain: tf.Tensor,
  bias: tf.Tensor,
  epsilon: number,
): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const shape: LayerNormShape = { rows, width, epsilon };
  const kernels = layerNormKernels(choice.layerNorm(shape));
  return withGradient({
    inputs: [x, gain, bias],
    forward() {
      const output = encoder.allocate([rows, width]);
      const statistics = encoder.allocate([rows, 2]);
      runner.run(kernels.forward, shape, [x, gain, bias, output, statistics]);
      return { output, saved: [x, gain, statistics] };
    },
    backward(upstream, saved, places) {
      const [input, factors, statistics] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      // In a residual stream the gradient that went past the norm is there already.
      const before = places.add(0);
      const forInput = before ?? encoder.allocate([rows, width]);
      const forGain = places.store(1) ?? encoder.allocate([width]);
      const forBias = places.store(2) ?? encoder.allocate([width]);
      const shares = encoder.allocate([kernels.sharesLength(shape)]);
      runner.run(kernels.backward, { ...shape, adds: before !== null }, [
        input,
        factors,
        statistics,
        upstream,
        forInput,
        shares,
      ]);
      runner.run(kernels.joinWeights, shape, [shares, forGain, forBias]);
      return [forInput, forGain, forBias];
    },
  });
}
