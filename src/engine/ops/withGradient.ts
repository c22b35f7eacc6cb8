/** An operation with a hand-written gradient. */
import * as tf from '../tf.ts';
import { remember, type Backward } from './tape.ts';

type Tensors = readonly tf.Tensor[];

export interface Differentiable {
  /** Tensors that receive a gradient, in the order in which `backward` returns them. */
  readonly inputs: Tensors;
  /** Returns the output and whatever `backward` needs. */
  readonly forward: () => { readonly output: tf.Tensor; readonly saved: Tensors };
  /** Returns a tensor of its own for every input (clones where two share one), or the place it was given for it. */
  readonly backward: Backward;
}

export function withGradient({ inputs, forward, backward }: Differentiable): tf.Tensor {
  return tf.tidy(() => {
    const { output, saved } = forward();
    remember(inputs, output, saved, backward);
    return output;
  });
}

/** The tensor at a place of a saved list. */
export function at(tensors: Tensors, index: number): tf.Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new Error(`op: no saved tensor ${index}`);
  return tensor;
}
