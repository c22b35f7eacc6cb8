/** Flash attention as an operation with a gradient. Only the output and one number per row are kept for the backward pass. */
import {
  attentionBackwardKeyValue,
  attentionBackwardQuery,
  attentionForward,
  type AttentionShape,
} from '../../../shaders/flash-attention/kernel.ts';
import type { AttentionOptions } from '../../domain/models/ops.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function gpuAttention(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  qkv: tf.Tensor,
  { heads, time }: AttentionOptions,
): tf.Tensor {
  const [rows = 0, columns = 0] = qkv.shape;
  const width = columns / 3;
  const shape: AttentionShape = { batch: rows / time, time, heads, headWidth: width / heads };
  const statistics = [shape.batch, heads, time];
  return withGradient({
    inputs: [qkv],
    forward() {
      const output = encoder.allocate([rows, width]);
      const logSumExp = encoder.allocate(statistics);
      runner.run(attentionForward, shape, [qkv, output, logSumExp]);
      return { output, saved: [qkv, output, logSumExp] };
    },
    backward(outputGradient, saved) {
      const [packed, output, logSumExp] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const gradient = encoder.allocate([rows, columns]);
      const delta = encoder.allocate(statistics);
      runner.run(attentionBackwardQuery, shape, [packed, output, logSumExp, outputGradient, gradient, delta]);
      runner.run(attentionBackwardKeyValue, shape, [packed, logSumExp, delta, outputGradient, gradient]);
      return [gradient];
    },
  });
}
