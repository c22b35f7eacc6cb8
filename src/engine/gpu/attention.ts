/** Flash attention as an operation with a gradient. Only the output and one number per row are kept for the backward pass. */
import { attentionKernels, type AttentionShape } from '../../../shaders/flash-attention/kernel.ts';
import type { AttentionOptions } from '../../domain/models/ops.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';
import type { KernelChoice } from './tuning/kernelChoice.ts';

export function gpuAttention(
  runner: KernelRunner,
  encoder: TfjsEncoder,
  choice: KernelChoice,
  qkv: tf.Tensor,
  { heads, time }: AttentionOptions,
): tf.Tensor {
  const [rows = 0, columns = 0] = qkv.shape;
  const width = columns / 3;
  const shape: AttentionShape = { batch: rows / time, time, heads, headWidth: width / heads };
  const kernels = attentionKernels(choice.attention(shape));
  const statistics = [shape.batch, heads, time];
  return withGradient({
    inputs: [qkv],
    forward() {
      const output = encoder.allocate([rows, width]);
      const logSumExp = encoder.allocate(statistics);
      runner.run(kernels.forward, shape, [qkv, output, logSumExp]);
      return { output, saved: [qkv, output, logSumExp] };
    },
    backward(outputGradient, saved) {
      const [packed, output, logSumExp] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const gradient = encoder.allocate([rows, columns]);
      const delta = encoder.allocate(statistics);
      runner.run(kernels.backwardQuery, shape, [packed, output, logSumExp, outputGradient, gradient, delta]);
      runner.run(kernels.backwardKeyValue, shape, [packed, logSumExp, delta, outputGradient, gradient]);
      return [gradient];
    },
  });
}
