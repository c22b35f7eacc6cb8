/** One row for each sequence, the sum of its rows, each times its share. */
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

export function pool(x: tf.Tensor, shares: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = x.shape;
  const batch = rows / time;
  return withGradient({
    inputs: [x],
    forward() {
      const column = tf.reshape(shares, [batch, time, 1]);
      const output = tf.sum(tf.mul(tf.reshape(x, [batch, time, width]), column), 1);
      return { output, saved: [column] };
    },
    backward: (gradient, saved) => [
      tf.reshape(tf.mul(tf.reshape(gradient, [batch, 1, width]), at(saved, 0)), [rows, width]),
    ],
  });
}
