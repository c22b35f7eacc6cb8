/**
 * Mean cross-entropy of next-token logits against target ids; targets of −1 do not count (torch's ignore_index).
 * As stock operations: the form for the CPU and the oracle of the kernels.
 */
import * as tf from '../tf.ts';
import type { PerStep } from './contract.ts';
import { at, withGradient } from './withGradient.ts';

export function compositeCrossEntropy(logits: tf.Tensor, targets: tf.Tensor, perStep: PerStep<number>): tf.Tensor {
  const counted = perStep();
  const vocabulary = logits.shape[1] ?? 0;
  return withGradient({
    inputs: [logits],
    forward() {
      // tf.oneHot does not promise anything for −1; a comparison gives a row of zeros.
      const columns = tf.range(0, vocabulary, 1, 'int32');
      const chosen = tf.cast(tf.equal(tf.expandDims(targets, 1), columns), 'float32'); // [M, V]
      const isCounted = tf.cast(tf.greaterEqual(targets, 0), 'float32'); // [M]
      const centred = tf.sub(logits, tf.max(logits, -1, true));
      const exponentials = tf.exp(centred);
      const total = tf.sum(exponentials, -1, true); // [M, 1]
      const picked = tf.sum(tf.mul(centred, chosen), -1);
      const perRow = tf.sub(tf.mul(tf.log(tf.reshape(total, [-1])), isCounted), picked);
      const difference = tf.sub(tf.mul(tf.div(exponentials, total), tf.expandDims(isCounted, 1)), chosen);
      return { output: tf.div(tf.sum(perRow), counted), saved: [difference] };
    },
    backward: (gradient, saved) => [tf.mul(at(saved, 0), tf.div(gradient, counted))],
  });
}
