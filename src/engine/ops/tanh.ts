/** tanh; its gradient needs only what came out. */
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

export function tanh(x: tf.Tensor): tf.Tensor {
  return withGradient({
    inputs: [x],
    forward() {
      const output = tf.tanh(x);
      return { output, saved: [output] };
    },
    backward: (gradient, saved) => [tf.mul(gradient, tf.sub(1, tf.square(at(saved, 0))))],
  });
}
