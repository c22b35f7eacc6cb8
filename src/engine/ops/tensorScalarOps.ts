/** `ScalarOps` on tensors, element by element; constants are scalars. */
import type { ScalarOps } from '../../domain/core/scalarOps.ts';
import * as tf from '../tf.ts';

export const tensorScalarOps: ScalarOps<tf.Tensor> = {
  constant: (value) => tf.scalar(value),
  add: (a, b) => tf.add(a, b),
  sub: (a, b) => tf.sub(a, b),
  mul: (a, b) => tf.mul(a, b),
  div: (a, b) => tf.div(a, b),
  sqrt: (a) => tf.sqrt(a),
  abs: (a) => tf.abs(a),
  sign: (a) => tf.sign(a),
  max: (a, b) => tf.maximum(a, b),
  min: (a, b) => tf.minimum(a, b),
  exp: (a) => tf.exp(a),
  log: (a) => tf.log(a),
  tanh: (a) => tf.tanh(a),
  pow: (a, b) => tf.pow(a, b),
  less: (a, b) => tf.cast(tf.less(a, b), 'float32'),
  equal: (a, b) => tf.cast(tf.equal(a, b), 'float32'),
};
