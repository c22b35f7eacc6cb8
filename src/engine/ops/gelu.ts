/**
 * GELU in the tanh form of GPT-2, written x·σ(2u), u = √(2/π)(x + 0.044715x³): algebraically the same, and free of
 * tanh, which overflows to NaN on some GPU drivers.
 */
import * as tf from '../tf.ts';
import { at, withGradient } from './withGradient.ts';

const slope = 2 * Math.sqrt(2 / Math.PI);
const cubic = slope * 0.044715;

export function gelu(x: tf.Tensor): tf.Tensor {
  return withGradient({
    inputs: [x],
    forward() {
      const gate = tf.sigmoid(tf.mul(x, tf.add(tf.mul(tf.mul(x, x), cubic), slope)));
      return { output: tf.mul(x, gate), saved: [x, gate] };
    },
    backward(gradient, saved) {
      const input = at(saved, 0);
      const gate = at(saved, 1);
      // d(x·s)/dx = s + x·s·(1 − s)·(2u)′
      const steepness = tf.add(tf.mul(tf.mul(input, input), 3 * cubic), slope);
      const bend = tf.mul(tf.mul(tf.mul(input, gate), tf.sub(1, gate)), steepness);
      return [tf.mul(gradient, tf.add(gate, bend))];
    },
  });
}
