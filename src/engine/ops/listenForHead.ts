/** Operations that remember how the last matrix was applied, so that terms of a loss can read what the head reads. */
import type * as tf from '../tf.ts';
import type { BackendOps } from './contract.ts';

export interface Head {
  /** [M, D] */
  readonly hidden: tf.Tensor;
  /** [M, D] → [M, V] */
  readonly apply: (hidden: tf.Tensor) => tf.Tensor;
}

export interface Listening {
  readonly ops: BackendOps;
  /** What made these logits; null where no matrix did. */
  readonly headOf: (logits: tf.Tensor) => Head | null;
}

export function listenForHead(ops: BackendOps): Listening {
  let last: (Head & { readonly output: tf.Tensor }) | null = null;
  const heard = (hidden: tf.Tensor, apply: (hidden: tf.Tensor) => tf.Tensor): tf.Tensor => {
    const output = apply(hidden);
    last = { hidden, apply, output };
    return output;
  };
  return {
    ops: {
      ...ops,
      linear: (x, weight, bias, onto) =>
        onto ? ops.linear(x, weight, bias, onto) : heard(x, (hidden) => ops.linear(hidden, weight, bias)),
      project: (x, table) => heard(x, (hidden) => ops.project(hidden, table)),
    },
    headOf: (logits) => (last?.output === logits ? last : null),
  };
}
