/** What stands between the weights that are trained and those that are computed with: a dispatch each. */
import { fakeQuantize } from '../../../shaders/fake-quantize/kernel.ts';
import { maskWeights } from '../../../shaders/mask/kernel.ts';
import { multiply } from '../../../shaders/multiply/kernel.ts';
import type { WeightGrid } from '../../domain/compression/quantizers/fakeQuantize.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

/** A kernel that makes as many numbers of as many. */
const elementwise =
  (kernel: typeof maskWeights, runner: KernelRunner, encoder: TfjsEncoder) =>
  (a: tf.Tensor, b: tf.Tensor): tf.Tensor => {
    const output = encoder.allocate(a.shape);
    runner.run(kernel, { length: a.size }, [a, b, output]);
    return output;
  };

export function gpuMasked(runner: KernelRunner, encoder: TfjsEncoder, weights: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const zeroes = elementwise(maskWeights, runner, encoder);
  return withGradient({
    inputs: [weights],
    forward: () => ({ output: zeroes(weights, mask), saved: [mask] }),
    backward: (gradient, saved) => [zeroes(gradient, at(saved, 0))],
  });
}

export function gpuScored(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  weights: tf.Tensor,
  scores: tf.Tensor,
  mask: tf.Tensor,
): tf.Tensor {
  const zeroes = elementwise(maskWeights, runner, encoder);
  const multiplied = elementwise(multiply, runner, encoder);
  return withGradient({
    inputs: [weights, scores],
    forward: () => ({ output: zeroes(weights, mask), saved: [weights, mask] }),
    backward: (gradient, saved) => [zeroes(gradient, at(saved, 1)), multiplied(at(saved, 0), gradient)],
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
