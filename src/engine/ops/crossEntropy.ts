/**
 * Mean cross-entropy of next-token logits against target ids; targets of −1 do not count (torch's ignore_index).
 * As stock operations: the form for the CPU and the oracle of the kernels.
 */
import * as tf from '../tf.ts';
import { plainCrossEntropy, type CrossEntropyOptions, type PerStep } from './contract.ts';
import { at, withGradient } from './withGradient.ts';

export function compositeCrossEntropy(
  logits: tf.Tensor,
  targets: tf.Tensor,
  perStep: PerStep<number>,
  { smoothing, weights }: CrossEntropyOptions = plainCrossEntropy,
): tf.Tensor {
  const counted = perStep();
  const vocabulary = logits.shape[1] ?? 0;
  return withGradient({
    inputs: [logits],
    forward() {
      // tf.oneHot does not promise anything for −1; a comparison gives a row of zeros.
      const columns = tf.range(0, vocabulary, 1, 'int32');
      const chosen = tf.cast(tf.equal(tf.expandDims(targets, 1), columns), 'float32'); // [M, V]
      const isCounted = tf.cast(tf.greaterEqual(targets, 0), 'float32'); // [M]
      const share = weights ? tf.mul(isCounted, weights) : isCounted;
      const expected =
        smoothing === 0 ? chosen : tf.add(tf.mul(chosen, 1 - smoothing), smoothing / Math.max(1, vocabulary));
      const centred = tf.sub(logits, tf.max(logits, -1, true));
      const exponentials = tf.exp(centred);
      const total = tf.sum(exponentials, -1, true); // [M, 1]
      const picked = tf.sum(tf.mul(centred, expected), -1);
      const perRow = tf.mul(tf.sub(tf.log(tf.reshape(total, [-1])), picked), share);
      const difference = tf.mul(tf.sub(tf.div(exponentials, total), expected), tf.expandDims(share, 1));
      return { output: tf.div(tf.sum(perRow), counted), saved: [difference] };
    },
    backward: (gradient, saved) => [tf.mul(at(saved, 0), tf.div(gradient, counted))],
  });
}
