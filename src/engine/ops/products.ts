/**
 * Matrix products in the form that each backend multiplies fast. On WASM only the untransposed product reaches
 * XNNPACK; asked for with a transpose it runs a scalar loop, up to 25 times slower, so matrices are transposed first.
 * On WebGPU the transposed product is one kernel and the extra pass would cost more.
 */
import * as tf from '../tf.ts';

const transposesFirst = (): boolean => tf.getBackend() === 'wasm';

/** aᵀ · b for a [M, I], b [M, O] → [I, O]. */
export function leftTransposed(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return transposesFirst() ? tf.matMul(tf.transpose(a), b) : tf.matMul(a, b, true, false);
}

/** a · bᵀ for a [M, O], b [I, O] → [M, I]. */
export function rightTransposed(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return transposesFirst() ? tf.matMul(a, tf.transpose(b)) : tf.matMul(a, b, false, true);
}

/** Sum over rows [M, O] → [O]; as a product with ones on WASM, where the reduction over columns is ten times slower. */
export function columnSums(x: tf.Tensor): tf.Tensor {
  if (!transposesFirst()) return tf.sum(x, 0);
  const [rows = 0, columns = 0] = x.shape;
  return tf.reshape(tf.matMul(tf.ones([1, rows]), x), [columns]);
}
