/** What stands between the weights that are trained and those that are computed with: a dispatch each. */
import { fakeQuantize } from '../../../shaders/fake-quantize/kernel.ts';
import { maskWeights } from '../../../shaders/mask/kernel.ts';
import type { WeightGrid } from '../../domain/compression/quantizers/fakeQuantize.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuMasked(runner: KernelRunner, encoder: TfjsEncoder, weights: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const zeroes = (values: tf.Tensor, by: tf.Tensor): tf.Tensor => {
    const output = encoder.allocate(weights.shape);
    runner.run(maskWeights, { length: weights.size }, [values, by, output]);
    return output;
  };
  return withGradient({
    inputs: [weights],
    forward: () => ({ output: zeroes(weights, mask), saved: [mask] }),
    backward: (gradient, saved) => [zeroes(gradient, at(saved, 0))],
  });
}

export function gpuFakeQuantize(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  weights: tf.Tensor,
  grid: WeightGrid,
): tf.Tensor {
  const [inputs = 0, outputs = 0] = weights.shape;
  return withGradient({
    inputs: [weights],
    forward() {
      const output = encoder.allocate(weights.shape);
      runner.run(fakeQuantize, { inputs, outputs, ...grid }, [weights, output]);
      return { output, saved: [] };
    },
    // Straight through: as if nothing had been rounded.
    backward: (gradient) => [tf.clone(gradient)],
  });
}
