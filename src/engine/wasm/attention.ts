/** Attention on the heap: blocks of scores forward and backward; peak and sum of each row are kept. */
import { dropoutKeys } from '../../../shaders/dropout/keys.ts';
import { attentionShape, distanceSlopes, rotaryTable } from '../ops/attentionShape.ts';
import type { BackendAttention } from '../ops/contract.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { HeapParts } from './ops.ts';

export function heapAttention(
  { backend, crew, kernels }: HeapParts,
  qkv: tf.Tensor,
  options: BackendAttention,
): tf.Tensor {
  const { batch, time, heads, keyValueHeads, headWidth, prefix, positions, window, dropped } = attentionShape(
    qkv,
    options,
  );
  const [rows = 0, columns = 0] = qkv.shape;
  const width = heads * headWidth;
  const { key, second, threshold, keep } = dropped
    ? dropoutKeys(dropped.seed, dropped.stream(), dropped.rate)
    : { key: 0, second: 0, threshold: 0, keep: 1 };
  const sizes = [time, heads, keyValueHeads, headWidth, 1 / Math.sqrt(headWidth), prefix?.() ?? 0, window];
  const shape = [...sizes, key | 0, second | 0, threshold, keep];
  const scratchBytes = kernels.attentionScratch(time, positions === 'rope' ? headWidth : 0);
  const products = rows * window * width;
  const address = (tensor: tf.Tensor): number => backend.addressOf(tensor);
  /** Addresses of the angles of positions and of the slopes of heads, 0 for what is not there. */
  const placing = (table: tf.Tensor | undefined): readonly number[] => [
    table && positions === 'rope' ? address(table) : 0,
    table && positions === 'alibi' ? address(table) : 0,
  ];
  return withGradient({
    inputs: [qkv],
    forward() {
      const output = backend.allocate([rows, width]);
      const statistics = backend.allocate([batch * heads, time, 2]);
      const tables =
        positions === 'none'
          ? []
          : [tf.tensor1d(positions === 'rope' ? rotaryTable({ time, headWidth }) : distanceSlopes(heads))];
      crew.run({
        kernel: 'attention',
        args: [...[qkv, output, statistics].map(address), ...placing(tables[0]), ...shape],
        units: batch * heads,
        operations: 2 * products,
        scratchBytes,
      });
      return { output, saved: [qkv, output, statistics, ...tables] };
    },
    backward(gradient, saved) {
      const forQkv = backend.allocate([rows, columns]);
      const kept = [at(saved, 0), at(saved, 1), at(saved, 2), gradient, forQkv];
      crew.run({
        kernel: 'attentionGradient',
        args: [...kept.map(address), ...placing(saved[3]), ...shape],
        units: batch * keyValueHeads,
        operations: 5 * products,
        scratchBytes,
      });
      return [forQkv];
    },
  });
}
