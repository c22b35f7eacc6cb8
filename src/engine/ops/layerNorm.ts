/** Layer normalisation over the last axis, biased variance (torch.nn.LayerNorm). Gradient: Ba et al. 2016, in closed form. */
import * as tf from '../tf.ts';
import { columnSums } from './products.ts';
import { at, withGradient } from './withGradient.ts';

export function layerNorm(x: tf.Tensor, gain: tf.Tensor, bias: tf.Tensor, epsilon: number): tf.Tensor {
  return withGradient({
    inputs: [x, gain, bias],
    forward() {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.mul(centred, centred), -1, true), epsilon)); // [M, 1]
      const normed = tf.mul(centred, inverse);
      return { output: tf.add(tf.mul(normed, gain), bias), saved: [normed, inverse, gain] };
    },
    backward(gradient, saved) {
      const normed = at(saved, 0);
      const inner = tf.mul(gradient, at(saved, 2));
      const along = tf.mean(tf.mul(inner, normed), -1, true);
      const forInput = tf.mul(tf.sub(tf.sub(inner, tf.mean(inner, -1, true)), tf.mul(normed, along)), at(saved, 1));
      return [forInput, columnSums(tf.mul(gradient, normed)), columnSums(gradient)];
    },
  });
}
