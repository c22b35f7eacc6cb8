/** What the rows of a loss have left, [M], as one number. Call inside the forward pass. */
import { partialSums, stridedSum } from '../../../shaders/sum/kernel.ts';
import type * as tf from '../tf.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';

export function sumOfRows(runner: KernelRunner, encoder: TfjsEncoder, rows: tf.Tensor): tf.Tensor {
  const sums = encoder.allocate([partialSums]);
  const sum = encoder.allocate([]);
  runner.run(stridedSum, { inputs: rows.size, stride: partialSums, outputs: partialSums }, [rows, sums]);
  runner.run(stridedSum, { inputs: partialSums, stride: 1, outputs: 1 }, [sums, sum]);
  return sum;
}
