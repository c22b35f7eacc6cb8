/** The feed-forward part of a block as one operation after another, for where no kernel joins them. */
import type { Activation, ModelOps } from './ops.ts';

export type FeedForwardParts<T> = Pick<ModelOps<T>, 'linear' | 'gelu' | 'relu' | 'swiglu'>;

export function composedFeedForward<T>(ops: FeedForwardParts<T>): ModelOps<T>['feedForward'] {
  return (x, { inner, outer }, activation, onto) => {
    const hidden = activate(ops, activation, ops.linear(x, inner.weight, inner.bias));
    return ops.linear(hidden, outer.weight, outer.bias, onto);
  };
}

function activate<T>(ops: FeedForwardParts<T>, activation: Activation, x: T): T {
  switch (activation) {
    case 'gelu':
      return ops.gelu(x);
    case 'relu':
      return ops.relu(x, 1);
    case 'relu2':
      return ops.relu(x, 2);
    case 'swiglu':
      return ops.swiglu(x);
  }
}
