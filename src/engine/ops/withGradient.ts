/**
 * An operation with a hand-written gradient. TensorFlow.js disposes intermediate tensors at the end of the forward
 * pass, so everything that `backward` reads must have gone through `save`.
 */
import * as tf from '../tf.ts';

type Tensors = readonly tf.Tensor[];

export interface Differentiable {
  /** Tensors that receive a gradient, in the order in which `backward` returns them. */
  readonly inputs: Tensors;
  /** Returns the output and whatever `backward` needs. */
  readonly forward: () => { readonly output: tf.Tensor; readonly saved: Tensors };
  readonly backward: (gradient: tf.Tensor, saved: Tensors) => Tensors;
}

export function withGradient({ inputs, forward, backward }: Differentiable): tf.Tensor {
  const op = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const save = args.at(-1) as tf.GradSaveFunc;
    const { output, saved } = forward();
    save([...saved]);
    return { value: output, gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => [...backward(dy, kept)] };
  });
  return op(...inputs);
}

/** The tensor at a place of a saved list. */
export function at(tensors: Tensors, index: number): tf.Tensor {
  const tensor = tensors[index];
  if (tensor === undefined) throw new Error(`op: no saved tensor ${index}`);
  return tensor;
}
