/** Recurrent layers walk through time, so they keep their rows time-major inside. */
import * as tf from '../tf.ts';

/** [outer·inner, C] with the outer index first to [inner·outer, C] with the inner one first. */
export function swapOrder(x: tf.Tensor, outer: number, inner: number): tf.Tensor {
  const columns = x.shape[1] ?? 0;
  return tf.reshape(tf.transpose(tf.reshape(x, [outer, inner, columns]), [1, 0, 2]), [outer * inner, columns]);
}
