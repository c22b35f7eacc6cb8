/** Flash attention as an operation with a gradient. Only the output and one number per row are kept for the backward pass. */
import { attentionKernels, type AttentionShape } from '../../../shaders/flash-attention/kernel.ts';
import { attentionDropping } from '../../../shaders/flash-attention/dropping.ts';
import { attentionShape, rotaryTable, type ResolvedAttention } from '../ops/attentionShape.ts';
import type { BackendAttention, PerStep } from '../ops/contract.ts';
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
  options: BackendAttention,
): tf.Tensor {
  const { prefix, dropped, ...sizes } = attentionShape(qkv, options);
  // Dropout is no matter of which variant is best.
  const whole: AttentionShape = { ...sizes, mask: prefix ? 'prefix' : 'causal' };
  const shape = dropped ? { ...whole, drops: true } : whole;
  const { batch, time, heads, headWidth, positions } = sizes;
  const [rows = 0, columns = 0] = qkv.shape;
  const kernels = attentionKernels(choice.attention(whole), shape);
  const statistics = [batch, heads, time];
  return withGradient({
    inputs: [qkv],
    forward() {
      const output = encoder.allocate([rows, heads * headWidth]);
      const logSumExp = encoder.allocate(statistics);
      const turns =
        positions === 'rope' ? [encoder.constant(`turns ${time} ${headWidth}`, () => rotaryTable(sizes))] : [];
      const control = controlOf(prefix, dropped);
      const others = [...turns, ...(control ? [encoder.input(control)] : [])];
      runner.run(kernels.forward, shape, [qkv, output, logSumExp, ...others]);
      return { output, saved: [qkv, output, logSumExp, ...others] };
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

/** What the kernels bind last, if anything. */
function controlOf(
  prefix: ResolvedAttention['prefix'],
  dropped: ResolvedAttention['dropped'],
): PerStep<Int32Array> | null {
  const length = prefix ?? ((): number => 0);
  if (!dropped) return prefix && (() => Int32Array.of(length()));
  const { rate, seed, stream } = dropped;
  // The bit patterns of unsigned integers and a float, carried by an int32 tensor.
  return () => new Int32Array(attentionDropping(seed, stream(), rate, length()).buffer);
}
