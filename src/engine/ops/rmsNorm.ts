/** Division of each row by its root mean square (Zhang & Sennrich 2019), then a gain. Gradient in closed form. */
import * as tf from '../tf.ts';
import { columnSums } from './products.ts';
import { at, withGradient } from './withGradient.ts';

export function rmsNorm(x: tf.Tensor, gain: tf.Tensor, epsilon: number): tf.Tensor {
  return withGradient({
    inputs: [x, gain],
    forward() {
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.mul(x, x), -1, true), epsilon)); // [M, 1]
      const normed = tf.mul(x, inverse);
      return { output: tf.mul(normed, gain), saved: [normed, inverse, gain] };
    },
    backward(gradient, saved) {
      const normed = at(saved, 0);
      const inner = tf.mul(gradient, at(saved, 2));
      const along = tf.mean(tf.mul(inner, normed), -1, true);
      const forInput = tf.mul(tf.sub(inner, tf.mul(normed, along)), at(saved, 1));
      return [forInput, columnSums(tf.mul(gradient, normed))];
    },
  });
}
