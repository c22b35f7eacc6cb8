/**
 * What tells the kinds of recurrent layers apart where a kernel walks through time, on the GPU and on the heap: which
 * tensors it takes, in which order, there and back.
 */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import type * as tf from '../tf.ts';

export interface RecurrentKind {
  readonly id: 'rnn' | 'lstm' | 'gru';
  /** Sums of a unit, G. */
  readonly sums: number;
  /** Both biases are added to the input's sums; else the recurrent one belongs to the walk. */
  readonly addsBiases: boolean;
  /** Units keep their gates and a state beside (cells, or what a GRU recalls); else hidden states take the place of the sums. */
  readonly gated: boolean;
  /** What input and hidden states add to the sums has gradients of its own each. */
  readonly splits: boolean;
}

export const recurrentKinds = {
  rnn: { id: 'rnn', sums: 1, addsBiases: false, gated: false, splits: false },
  lstm: { id: 'lstm', sums: 4, addsBiases: true, gated: true, splits: false },
  gru: { id: 'gru', sums: 3, addsBiases: false, gated: true, splits: true },
} as const satisfies Readonly<Record<string, RecurrentKind>>;

type Tensors = readonly tf.Tensor[];
type Allocate = (shape: readonly number[]) => tf.Tensor;

/** @param sums [B·T, G·H] of the input, in whose place the kernel leaves the gates or the hidden states */
export function walkThere(
  { gated, addsBiases }: RecurrentKind,
  sums: tf.Tensor,
  { weightHidden, biasHidden }: RecurrentWeights<tf.Tensor>,
  allocate: Allocate,
): { readonly operands: Tensors; readonly output: tf.Tensor; readonly kept: Tensors } {
  if (!gated) return { operands: [sums, weightHidden, biasHidden], output: sums, kept: [sums] };
  const states = [sums.shape[0] ?? 0, weightHidden.shape[0] ?? 0];
  const [beside, output] = [allocate(states), allocate(states)];
  const bias = addsBiases ? [] : [biasHidden];
  return { operands: [sums, weightHidden, ...bias, beside, output], output, kept: [sums, beside] };
}

/**
 * @param kept on the way there
 * @param states hidden states, as the backend has them for the gradient of gates
 * @param gradient of the hidden states
 */
export function walkBack(
  { sums, splits }: RecurrentKind,
  kept: Tensors,
  weightHidden: tf.Tensor,
  states: tf.Tensor,
  gradient: tf.Tensor,
  allocate: Allocate,
): { readonly operands: Tensors; readonly forSums: tf.Tensor; readonly forRecurrent: tf.Tensor } {
  const [rows = 0, width = 0] = gradient.shape;
  const forSums = allocate([rows, sums * width]);
  const forRecurrent = splits ? allocate([rows, sums * width]) : forSums;
  const [first, ...beside] = kept;
  if (!first) throw new Error('recurrent: nothing was kept');
  const own = splits ? [states] : [];
  const results = splits ? [forSums, forRecurrent] : [forSums];
  return { operands: [first, weightHidden, ...beside, ...own, gradient, ...results], forSums, forRecurrent };
}
