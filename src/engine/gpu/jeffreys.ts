/** Jeffreys divergence of two sets of logits over our kernels: nothing is kept but the logits. */
import { jeffreysBackward, jeffreysLoss } from '../../../shaders/jeffreys/kernel.ts';
import type { PerStep } from '../ops/contract.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import { sumOfRows } from './sumOfRows.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuJeffreys(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  a: tf.Tensor,
  b: tf.Tensor,
  targets: tf.Tensor,
  scale: PerStep<number>,
): tf.Tensor {
  const [rows = 0, vocabulary = 0] = a.shape;
  const shape = { rows, vocabulary };
  return withGradient({
    inputs: [a, b],
    forward() {
      const loss = encoder.allocate([rows]);
      const factor = encoder.input(() => Float32Array.of(scale()));
      runner.run(jeffreysLoss, shape, [a, b, targets, factor, loss]);
      return { output: sumOfRows(runner, encoder, loss), saved: [a, b, targets, factor] };
    },
    backward(upstream, saved) {
      const [first, second, labels, factor] = [at(saved, 0), at(saved, 1), at(saved, 2), at(saved, 3)];
      const gradientOf = (own: tf.Tensor, other: tf.Tensor): tf.Tensor => {
        const gradient = encoder.allocate([rows, vocabulary]);
        runner.run(jeffreysBackward, shape, [own, other, labels, factor, upstream, gradient]);
        return gradient;
      };
      return [gradientOf(first, second), gradientOf(second, first)];
    },
  });
}
