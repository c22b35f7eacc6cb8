/** The distillation loss over our kernels: what is kept for the backward pass is the logits of both models. */
import { distillationBackward, distillationLoss } from '../../../shaders/distillation/kernel.ts';
import { partialSums, stridedSum } from '../../../shaders/sum/kernel.ts';
import type { DistillationOptions, PerStep } from '../ops/contract.ts';
import { withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuDistillation(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  logits: tf.Tensor,
  teacher: tf.Tensor,
  targets: tf.Tensor,
  counted: PerStep<number>,
  { temperature, share }: DistillationOptions,
): tf.Tensor {
  const [rows = 0, vocabulary = 0] = logits.shape;
  const shape = { rows, vocabulary };
  return withGradient({
    inputs: [logits],
    forward() {
      const loss = encoder.allocate([rows]);
      const terms = encoder.input(() => Float32Array.of(1 / counted(), temperature, share));
      runner.run(distillationLoss, shape, [logits, teacher, targets, terms, loss]);
      const sums = encoder.allocate([partialSums]);
      const mean = encoder.allocate([]);
      runner.run(stridedSum, { inputs: rows, stride: partialSums, outputs: partialSums }, [loss, sums]);
      runner.run(stridedSum, { inputs: partialSums, stride: 1, outputs: 1 }, [sums, mean]);
      return { output: mean, saved: [logits, teacher, targets, terms] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate([rows, vocabulary]);
      runner.run(distillationBackward, shape, [...saved, upstream, gradient]);
      return [gradient];
    },
  });
}
