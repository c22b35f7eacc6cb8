/** Both normalisations over our kernels; mean and deviation of every row are kept for the backward pass. */
import { layerNormKernels, type LayerNormShape } from '../../../shaders/layer-norm/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';
import type { KernelChoice } from './tuning/kernelChoice.ts';

/** @param bias null: by the root mean square, which has none */
export function gpuNorm(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  choice: KernelChoice,
  x: tf.Tensor,
  gain: tf.Tensor,
  bias: tf.Tensor | null,
  epsilon: number,
): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const kind = bias ? 'layer' : 'rms';
  const shape: LayerNormShape = { kind, rows, width, epsilon };
  const kernels = layerNormKernels(choice.layerNorm(shape), kind);
  const biases = bias ? [bias] : [];
  return withGradient({
    inputs: [x, gain, ...biases],
    forward() {
      const output = encoder.allocate([rows, width]);
      const statistics = encoder.allocate([rows, 2]);
      runner.run(kernels.forward, shape, [x, gain, output, statistics, ...biases]);
      return { output, saved: [x, gain, statistics] };
    },
    backward(upstream, saved, places) {
      const [input, factors, statistics] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      // In a residual stream the gradient that went past the norm is there already.
      const before = places.add(0);
      const forInput = before ?? encoder.allocate([rows, width]);
      const weightGradients = [gain, ...biases].map((_, i) => places.store(1 + i) ?? encoder.allocate([width]));
      const shares = encoder.allocate([kernels.sharesLength(shape)]);
      runner.run(kernels.backward, { ...shape, adds: before !== null }, [
        input,
        factors,
        statistics,
        upstream,
        forInput,
        shares,
      ]);
      runner.run(kernels.joinWeights, shape, [shares, ...weightGradients]);
      return [forInput, ...weightGradients];
    },
  });
}
