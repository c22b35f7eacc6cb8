/** What recurrent layers on the heap share. */
import type * as tf from '../tf.ts';
import type { HeapParts } from './ops.ts';

/** Hidden states [B·T, H] one step earlier, a factor of the recurrent matrix's gradient. */
export function earlierStates({ backend, crew }: HeapParts, hiddens: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = hiddens.shape;
  const earlier = backend.allocate([rows, width]);
  crew.run({
    kernel: 'earlier',
    args: [backend.addressOf(hiddens), backend.addressOf(earlier), time, width],
    units: rows,
    operations: hiddens.size,
  });
  return earlier;
}
