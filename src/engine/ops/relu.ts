/** max(x, 0), or its square (So et al. 2021, Primer). The gradient at 0 is 0. */
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

export function relu(x: tf.Tensor, power: 1 | 2): tf.Tensor {
  return withGradient({
    inputs: [x],
    forward() {
      const kept = tf.relu(x);
      return { output: power === 2 ? tf.mul(kept, kept) : kept, saved: [x] };
    },
    backward(gradient, saved) {
      const input = at(saved, 0);
      return [tf.mul(gradient, power === 2 ? tf.mul(tf.relu(input), 2) : tf.step(input))];
    },
  });
}
