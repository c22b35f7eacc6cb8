/** The mean of the rows of every sequence. */
import * as tf from '../tf.ts';
import { withGradient } from './withGradient.ts';

export function meanOverTime(x: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const batch = rows / time;
  return withGradient({
    inputs: [x],
    forward: () => ({ output: tf.mean(tf.reshape(x, [batch, time, width]), 1), saved: [] }),
    backward(gradient) {
      const shares = tf.mul(tf.reshape(gradient, [batch, 1, width]), 1 / time);
      return [tf.reshape(tf.tile(shares, [1, time, 1]), [rows, width])];
    },
  });
}
