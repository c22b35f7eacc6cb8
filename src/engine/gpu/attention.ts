/** Flash attention as an operation with a gradient. Only the output and one number per row are kept for the backward pass. */
import { attentionKernels, type AttentionShape } from '../../../shaders/flash-attention/kernel.ts';
import type { AttentionOptions } from '../../domain/models/ops.ts';
import { attentionShape, rotaryTable } from '../ops/attentionShape.ts';
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
  options: AttentionOptions,
): tf.Tensor {
  const { prefix, ...sizes } = attentionShape(qkv, options);
  const shape: AttentionShape = { ...sizes, mask: prefix ? 'prefix' : 'causal' };
  const { batch, time, heads, headWidth, positions } = sizes;
  const [rows = 0, columns = 0] = qkv.shape;
  const kernels = attentionKernels(choice.attention(shape), shape);
  const statistics = [batch, heads, time];
  return withGradient({
    inputs: [qkv],
    forward() {
      const output = encoder.allocate([rows, heads * headWidth]);
      const logSumExp = encoder.allocate(statistics);
      const turns =
        positions === 'rope' ? [encoder.constant(`turns ${time} ${headWidth}`, () => rotaryTable(sizes))] : [];
      const length = prefix ? [encoder.input(() => Int32Array.of(prefix()))] : [];
      runner.run(kernels.forward, shape, [qkv, output, logSumExp, ...turns, ...length]);
      return { output, saved: [qkv, output, logSumExp, ...turns, ...length] };
    },
    backward(outputGradient, saved) {
      const [packed, output, logSumExp] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const others = saved.slice(3);
      const gradient = encoder.allocate([rows, columns]);
      const delta = encoder.allocate(statistics);
      runner.run(kernels.backwardQuery, shape, [packed, output, logSumExp, outputGradient, gradient, delta, ...others]);
      runner.run(kernels.backwardKeyValue, shape, [packed, logSumExp, delta, outputGradient, gradient, ...others]);
      return [gradient];
    },
  });
}
