/** Operations that remember how the last matrix was applied, so that terms of a loss can read what the head reads. */
import type * as tf from '../tf.ts';
import type { BackendOps } from './contract.ts';

export interface Head {
  /** [M, D] */
  readonly hidden: tf.Tensor;
  /** [M, D] → [M, V] */
  readonly apply: (hidden: tf.Tensor) => tf.Tensor;
  /** Operations of a pass of the same model that ends where the head would begin: it returns what that would read. */
  readonly leftOut: (ops: BackendOps) => BackendOps;
}

export interface Listening {
  readonly ops: BackendOps;
  /** What made these logits; null where no matrix did. */
  readonly headOf: (logits: tf.Tensor) => Head | null;
  /** Something was drawn at random, so that another pass would differ. */
  readonly varies: () => boolean;
}

export function listenForHead(ops: BackendOps): Listening {
  let last: (Head & { readonly output: tf.Tensor }) | null = null;
  let products = 0;
  let varies = false;
  const heard = (hidden: tf.Tensor, apply: (hidden: tf.Tensor) => tf.Tensor): tf.Tensor => {
    const output = apply(hidden);
    const product = ++products;
    last = { hidden, apply, output, leftOut: (others) => withoutProduct(others, product) };
    return output;
  };
  return {
    ops: {
      ...ops,
      linear: (x, weight, bias, onto) =>
        onto ? ops.linear(x, weight, bias, onto) : heard(x, (hidden) => ops.linear(hidden, weight, bias)),
      project: (x, table) => heard(x, (hidden) => ops.project(hidden, table)),
      attention(qkv, options) {
        varies ||= options.dropped !== undefined;
        return ops.attention(qkv, options);
      },
      dropout(...drawn) {
        varies = true;
        return ops.dropout(...drawn);
      },
      scaled(...drawn) {
        varies = true;
        return ops.scaled(...drawn);
      },
    },
    headOf: (logits) => (last?.output === logits ? last : null),
    varies: () => varies,
  };
}

/** @param product number of the product, of those that add to nothing, counting from 1 */
function withoutProduct(ops: BackendOps, product: number): BackendOps {
  let products = 0;
  const unless = (x: tf.Tensor, apply: () => tf.Tensor): tf.Tensor => (++products === product ? x : apply());
  return {
    ...ops,
    linear: (x, weight, bias, onto) =>
      onto ? ops.linear(x, weight, bias, onto) : unless(x, () => ops.linear(x, weight, bias)),
    project: (x, table) => unless(x, () => ops.project(x, table)),
  };
}
