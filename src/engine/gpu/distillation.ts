/** The distillation loss over our kernels: what is kept for the backward pass is the logits of both models. */
import { distillationBackward, distillationLoss } from '../../../shaders/distillation/kernel.ts';
import type { DistillationOptions, PerStep } from '../ops/contract.ts';
import { withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import { sumOfRows } from './sumOfRows.ts';
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
      return { output: sumOfRows(runner, encoder, loss), saved: [logits, teacher, targets, terms] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate([rows, vocabulary]);
      runner.run(distillationBackward, shape, [...saved, upstream, gradient]);
      return [gradient];
    },
  });
}
