/** SwiGLU (Shazeer 2020): g·σ(g)·v of rows that hold gates, then values. Gradient in closed form. */
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

export function swiglu(x: tf.Tensor): tf.Tensor {
  return withGradient({
    inputs: [x],
    forward() {
      const halves = tf.split(x, 2, 1); // [M, F] each
      const [gate, value] = [at(halves, 0), at(halves, 1)];
      const opened = tf.sigmoid(gate);
      return { output: tf.mul(tf.mul(gate, opened), value), saved: [gate, value, opened] };
    },
    backward(gradient, saved) {
      const [gate, value, opened] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const open = tf.mul(gate, opened);
      const slope = tf.add(opened, tf.mul(open, tf.sub(1, opened)));
      return [tf.concat([tf.mul(tf.mul(gradient, value), slope), tf.mul(gradient, open)], 1)];
    },
  });
}
