/** QK-norm on the heap; the reciprocal of every head's root mean square is kept for the backward pass. */
import type { HeadNormOptions } from '../../domain/models/ops.ts';
import { headWidthOf } from '../ops/headNorm.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import { columnGranule } from './module.ts';
import type { HeapParts } from './ops.ts';

export function heapHeadNorm(
  { backend, crew }: HeapParts,
  qkv: tf.Tensor,
  queryGain: tf.Tensor,
  keyGain: tf.Tensor,
  options: HeadNormOptions,
): tf.Tensor {
  const { heads, keyValueHeads, epsilon } = options;
  const [rows = 0] = qkv.shape;
  const size = headWidthOf(qkv, options);
  const shape = [heads, keyValueHeads, size];
  const address = (tensor: tf.Tensor): number => backend.addressOf(tensor);
  return withGradient({
    inputs: [qkv, queryGain, keyGain],
    forward() {
      const output = backend.allocate(qkv.shape);
      const inverses = backend.allocate([rows, heads + keyValueHeads]);
      const tensors = [qkv, queryGain, keyGain, output, inverses];
      crew.run({
        kernel: 'headNorm',
        args: [...tensors.map(address), ...shape, epsilon],
        units: rows,
        operations: 4 * qkv.size,
      });
      return { output, saved: [qkv, queryGain, keyGain, inverses] };
    },
    backward(gradient, saved) {
      const [input, inverses] = [at(saved, 0), at(saved, 3)];
      const forQkv = backend.allocate(qkv.shape);
      const [forQueryGain, forKeyGain] = [backend.allocate([size]), backend.allocate([size])];
      crew.run({
        kernel: 'headNormGradient',
        args: [...[input, at(saved, 1), at(saved, 2), inverses, gradient, forQkv].map(address), ...shape],
        units: rows,
        operations: 8 * qkv.size,
      });
      crew.run({
        kernel: 'headNormGains',
        args: [...[input, inverses, gradient, forQueryGain, forKeyGain].map(address), rows, ...shape],
        units: Math.ceil(size / columnGranule),
        operations: 3 * qkv.size,
      });
      return [forQkv, forQueryGain, forKeyGain];
    },
  });
}
