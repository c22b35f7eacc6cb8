/** Mean cross-entropy over our kernels: the logits are read twice and nothing of their size is kept but the logits. */
import {
  crossEntropyBackward,
  crossEntropyLoss,
  crossEntropyStatistics,
  type CrossEntropyShape,
} from '../../../shaders/cross-entropy/kernel.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuCrossEntropy(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  logits: tf.Tensor,
  targets: tf.Tensor,
  counted: number,
): tf.Tensor {
  const [rows = 0, vocabulary = 0] = logits.shape;
  const shape: CrossEntropyShape = { rows, vocabulary };
  return withGradient({
    inputs: [logits],
    forward() {
      const slices = encoder.allocate([crossEntropyStatistics.bindings[1]?.length(shape) ?? 0]);
      const loss = encoder.allocate([rows]);
      const statistics = encoder.allocate([rows, 2]);
      runner.run(crossEntropyStatistics, shape, [logits, slices]);
      runner.run(crossEntropyLoss, shape, [logits, slices, targets, loss, statistics]);
      return { output: tf.div(tf.sum(loss), counted), saved: [logits, statistics, targets] };
    },
    backward(upstream, saved) {
      const gradient = encoder.allocate([rows, vocabulary]);
      const scale = tf.div(upstream, counted);
      runner.run(crossEntropyBackward, shape, [at(saved, 0), at(saved, 1), at(saved, 2), scale, gradient]);
      return [gradient];
    },
  });
}
