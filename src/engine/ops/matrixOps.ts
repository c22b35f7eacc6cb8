/** Matrix arithmetic by stock operations, which take the fast path of each backend where it has one: for WASM and the CPU. */
import type { MatrixOps } from '../../domain/core/matrixOps.ts';
import type { Ops } from '../../domain/core/ops.ts';
import * as tf from '../tf.ts';

const elementOps: Ops<tf.Tensor> = {
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
};

/** Of tensors with two sides. Call inside `tf.tidy`. */
export const stockMatrixOps: MatrixOps<tf.Tensor> = {
  sides: ({ shape: [rows = 1, columns = 1] }) => [rows, columns],
  map: (inputs, formula) => formula(elementOps, inputs),
  rowMeans: (x) => tf.mean(x, 1, true),
  columnMeans: (x) => tf.mean(x, 0, true),
  product: (layout, a, b) => tf.matMul(a, b, layout === 'TN', layout === 'NT'),
};
