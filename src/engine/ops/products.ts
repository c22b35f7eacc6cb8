/** Matrix products under the names that gradients ask for them by. */
import * as tf from '../tf.ts';

/** aᵀ · b for a [M, I], b [M, O] → [I, O]. */
export const leftTransposed = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a, b, true, false);

/** a · bᵀ for a [M, O], b [I, O] → [M, I]. */
export const rightTransposed = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a, b, false, true);

/** Sum over rows [M, O] → [O]. */
export const columnSums = (x: tf.Tensor): tf.Tensor => tf.sum(x, 0);
