/** x · W + b and the tied output head x · Eᵀ, with gradients whose products take the fast path of every backend. */
import * as tf from '../tf.ts';
import { columnSums, leftTransposed, rightTransposed } from './products.ts';
import { at, withGradient } from './withGradient.ts';

export function linear(x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor | null): tf.Tensor {
  return withGradient({
    inputs: bias ? [x, weight, bias] : [x, weight],
    forward: () => ({
      output: bias ? tf.fused.matMul({ a: x, b: weight, bias }) : tf.matMul(x, weight),
      saved: [x, weight],
    }),
    backward(gradient, saved) {
      const forInput = rightTransposed(gradient, at(saved, 1));
      const forWeight = leftTransposed(at(saved, 0), gradient);
      return bias ? [forInput, forWeight, columnSums(gradient)] : [forInput, forWeight];
    },
  });
}

export function project(x: tf.Tensor, table: tf.Tensor): tf.Tensor {
  return withGradient({
    inputs: [x, table],
    forward: () => ({ output: rightTransposed(x, table), saved: [x, table] }),
    backward: (gradient, saved) => [tf.matMul(gradient, at(saved, 1)), leftTransposed(gradient, at(saved, 0))],
  });
}
