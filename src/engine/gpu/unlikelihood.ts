/** Token-level unlikelihood over our kernels: nothing of the logits' size is kept but the logits. */
import { unlikelihoodBackward, unlikelihoodLoss } from '../../../shaders/unlikelihood/kernel.ts';
import type { PerStep } from '../ops/contract.ts';
import { withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import { sumOfRows } from './sumOfRows.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuUnlikelihood(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  logits: tf.Tensor,
  targets: tf.Tensor,
  candidates: tf.Tensor,
  time: number,
  scale: PerStep<number>,
): tf.Tensor {
  const [rows = 0, vocabulary = 0] = logits.shape;
  const shape = { rows, time, vocabulary };
  return withGradient({
    inputs: [logits],
    forward() {
      const loss = encoder.allocate([rows]);
      const factor = encoder.input(() => Float32Array.of(scale()));
      runner.run(unlikelihoodLoss, shape, [logits, targets, candidates, factor, loss]);
      return { output: sumOfRows(runner, encoder, loss), saved: [logits, targets, candidates, factor] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate([rows, vocabulary]);
      runner.run(unlikelihoodBackward, shape, [...saved, upstream, gradient]);
      return [gradient];
    },
  });
}
