/** Of stock operations; see `BackendOps`. */
import * as tf from '../tf.ts';

export const columnSizes = (x: tf.Tensor): tf.Tensor =>
  tf.tidy(() => {
    const sizes = tf.abs(x);
    return tf.stack([tf.sum(sizes, 0), tf.max(sizes, 0)]);
  });
