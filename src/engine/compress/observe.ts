/** The operations of a forward pass, told of every product: which matrix it multiplies with, and what goes into it. */
import { composedFeedForward } from '../../domain/models/feedForward.ts';
import * as tf from '../tf.ts';
import type { BackendOps } from '../ops/contract.ts';

/** @param inputs [M, I], of a matrix of I inputs; alive during the call only. */
export type Observer = (weight: tf.Tensor, inputs: tf.Tensor) => void;

export function observingOps(ops: BackendOps, observe: Observer): BackendOps {
  const recurrent =
    (layer: BackendOps['lstm']): BackendOps['lstm'] =>
    (x, weights, time) => {
      const hidden = layer(x, weights, time);
      observe(weights.weightInput, x);
      observe(weights.weightHidden, oneStepLater(hidden, time));
      return hidden;
    };
  const linear: BackendOps['linear'] = (x, weight, bias, onto) => {
    observe(weight, x);
    return ops.linear(x, weight, bias, onto);
  };
  return {
    ...ops,
    linear,
    // What lies between its two products is seen only where they are apart.
    feedForward: composedFeedForward({
      linear,
      gelu: (x) => ops.gelu(x),
      relu: (x, power) => ops.relu(x, power),
      swiglu: (x) => ops.swiglu(x),
    }),
    project(x, table) {
      observe(table, x);
      return ops.project(x, table);
    },
    rnn: recurrent(ops.rnn),
    lstm: recurrent(ops.lstm),
    gru: recurrent(ops.gru),
  };
}

/** What the matrix of the hidden states reads: the state before, zeros at first. [B·T, H], batch-major. */
function oneStepLater(hidden: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = hidden.shape;
  const steps = tf.reshape(hidden, [rows / time, time, width]);
  const before = tf.slice(steps, [0, 0, 0], [rows / time, time - 1, width]);
  const shifted = tf.pad(before, [
    [0, 0],
    [1, 0],
    [0, 0],
  ]);
  return tf.reshape(shifted, [rows, width]);
}
