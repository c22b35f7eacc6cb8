/** Jeffreys divergence of two sets of logits over our kernels: nothing is kept but the logits. */
import { jeffreysBackward, jeffreysLoss } from '../../../shaders/jeffreys/kernel.ts';
import { partialSums, stridedSum } from '../../../shaders/sum/kernel.ts';
import type { PerStep } from '../ops/contract.ts';
import { withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
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
      const sums = encoder.allocate([partialSums]);
      const sum = encoder.allocate([]);
      runner.run(stridedSum, { inputs: rows, stride: partialSums, outputs: partialSums }, [loss, sums]);
      runner.run(stridedSum, { inputs: partialSums, stride: 1, outputs: 1 }, [sums, sum]);
      return { output: sum, saved: [a, b, targets, factor] };
    },
    backward(upstream, saved) {
      const gradients = [a, b].map(({ shape: sides }) => encoder.allocate(sides));
      runner.run(jeffreysBackward, shape, [...saved, upstream, ...gradients]);
      return gradients;
    },
  });
}
