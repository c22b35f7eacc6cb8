/** The sum of two tensors of one shape. */
import * as tf from '../tf.ts';
import { withGradient } from './withGradient.ts';

/** @param sum how a backend adds; `tf.add` everywhere it has no better */
export function addWith(sum: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): (a: tf.Tensor, b: tf.Tensor) => tf.Tensor {
  return (a, b) =>
    withGradient({
      inputs: [a, b],
      forward: () => ({ output: sum(a, b), saved: [] }),
      backward: (gradient) => [tf.clone(gradient), tf.clone(gradient)],
    });
}

/** The same for a term that may be missing. */
export function ontoWith(
  add: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): (onto: tf.Tensor | undefined, x: tf.Tensor) => tf.Tensor {
  return (onto, x) => (onto ? add(onto, x) : x);
}

/** A sum of gradients as a new tensor, for backends that do not add in place. */
export function joinByAdding(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const sum = tf.keep(tf.add(a, b));
  tf.dispose([a, b]);
  return sum;
}
