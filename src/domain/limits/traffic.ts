/**
 * Bytes that a training step moves between memory and arithmetic at least: every operand of every kernel once, as if
 * nothing stayed in a cache from one kernel to the next. Found by walking through the model's own forward pass with
 * shapes in the place of tensors, so that it holds for every architecture written over `ModelOps`. What a kernel moves
 * is taken from ours for WebGPU (shaders/), less the scratch memory that only one implementation has.
 */
import type { ResolvedExperiment } from '../config/resolve.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';
import { parameterCount, type ModelDefinition } from '../models/contract.ts';
import { composedFeedForward } from '../models/feedForward.ts';
import type { ModelOps } from '../models/ops.ts';
import type { OptimizerDefinition } from '../optimizers/contract.ts';

const bytesPerValue = 4;

/** A tensor without its values; told apart from others of its shape by identity. */
export interface Shape {
  readonly sides: readonly number[];
}

export const shape = (...sides: readonly number[]): Shape => ({ sides });
export const sizeOf = ({ sides }: Shape): number => sides.reduce((size, side) => size * side, 1);
const rowsOf = ({ sides }: Shape): number => sides[0] ?? 0;
const columnsOf = ({ sides }: Shape): number => sides[1] ?? 0;
const like = ({ sides }: Shape): Shape => ({ sides });

/** A walk through a forward pass that adds up what moves. */
export interface Count {
  readonly ops: ModelOps<Shape>;
  readonly loss: (logits: Shape) => void;
  /** Operands of a kernel. */
  readonly move: (...operands: readonly Shape[]) => void;
  /** Tensors that get a gradient from this user, too. */
  readonly use: (...inputs: readonly Shape[]) => void;
  /** Values moved, forward and backward. */
  readonly values: () => number;
}

export function counting(): Count {
  let moved = 0;
  const uses = new Map<Shape, number>();
  const move = (...operands: readonly Shape[]): void => {
    for (const operand of operands) moved += sizeOf(operand);
  };
  /** A tensor that gets a gradient from each of its users. */
  const use = (...inputs: readonly Shape[]): void => {
    for (const input of inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  };
  /** One kernel each way that keeps its input: the upstream gradient and the new one are as large as it is. */
  const elementwise = (x: Shape): Shape => {
    use(x);
    move(x, x);
    move(x, x, x);
    return like(x);
  };

  const dropout = (x: Shape, rate: number): Shape => {
    if (rate === 0) return x;
    use(x);
    move(x, x);
    move(x, x);
    return like(x);
  };

  const ops: Omit<ModelOps<Shape>, 'feedForward'> = {
    embedding(ids, table) {
      use(table);
      const output = shape(rowsOf(ids), columnsOf(table));
      const read = shape(Math.min(rowsOf(ids), rowsOf(table)), columnsOf(table));
      move(ids, read, output);
      move(ids, output, table);
      return output;
    },
    addPositions(x, positions, time) {
      use(x, positions);
      move(x, shape(time, columnsOf(x)), x);
      move(x, positions);
      return like(x);
    },
    addSinusoids(x, time) {
      use(x);
      move(x, shape(time, columnsOf(x)), x);
      move(x, x);
      return like(x);
    },
    linear(x, weight, bias, onto) {
      const biases = bias ? [bias] : [];
      const added = onto ? [onto] : [];
      use(x, weight, ...biases, ...added);
      const output = shape(rowsOf(x), columnsOf(weight));
      move(x, weight, ...biases, ...added, output);
      move(x, weight, output, x, weight, ...biases);
      return output;
    },
    project(x, table) {
      use(x, table);
      const output = shape(rowsOf(x), rowsOf(table));
      move(x, table, output);
      // Two products, each of which reads the upstream gradient.
      move(output, table, x);
      move(output, x, table);
      return output;
    },
    layerNorm(x, gain, bias) {
      use(x, gain, bias);
      const statistics = shape(rowsOf(x), 2);
      move(x, gain, bias, x, statistics);
      move(x, gain, statistics, x, x, gain, bias);
      return like(x);
    },
    rmsNorm(x, gain) {
      use(x, gain);
      const statistics = shape(rowsOf(x), 2);
      move(x, gain, x, statistics);
      move(x, gain, statistics, x, x, gain);
      return like(x);
    },
    headNorm(qkv, queryGain, keyGain, { heads, keyValueHeads }) {
      use(qkv, queryGain, keyGain);
      const statistics = shape(rowsOf(qkv), heads + keyValueHeads);
      move(qkv, queryGain, keyGain, qkv, statistics);
      // The gradient of the input, then of the gains.
      move(qkv, queryGain, keyGain, statistics, qkv, qkv);
      move(qkv, statistics, qkv, queryGain, keyGain);
      return like(qkv);
    },
    attention(qkv, { heads, time, keyValueHeads = heads, positions }) {
      use(qkv);
      const headWidth = columnsOf(qkv) / (heads + 2 * keyValueHeads);
      const output = shape(rowsOf(qkv), heads * headWidth);
      const keysAndValues = shape(rowsOf(qkv), 2 * keyValueHeads * headWidth);
      const statistics = shape(rowsOf(qkv), heads);
      const angles = positions === 'rope' ? [shape(2 * time, headWidth)] : [];
      move(qkv, output, statistics, ...angles);
      // Two kernels: gradients of the queries, then of keys and values; both read everything.
      move(qkv, output, statistics, output, statistics, output, ...angles);
      move(qkv, statistics, statistics, output, keysAndValues, ...angles);
      return output;
    },
    gelu: elementwise,
    relu: elementwise,
    swiglu(x) {
      use(x);
      const output = shape(rowsOf(x), columnsOf(x) / 2);
      move(x, output);
      move(x, output, x);
      return output;
    },
    // Keeps its output instead of its input.
    tanh: elementwise,
    minGru(sums) {
      use(sums);
      const states = shape(rowsOf(sums), columnsOf(sums) / 2);
      move(sums, states);
      move(sums, states, states, sums);
      return states;
    },
    window(x, length) {
      use(x);
      const output = shape(rowsOf(x), length * columnsOf(x));
      move(x, output);
      move(output, x);
      return output;
    },
    pool(x, shares, time) {
      use(x);
      const output = shape(rowsOf(x) / time, columnsOf(x));
      move(x, shares, output);
      move(output, shares, x);
      return output;
    },
    add(a, b) {
      use(a, b);
      // Both gradients are the upstream one.
      move(a, b, a);
      return like(a);
    },
    dropout,
    dropLayer: dropout,
    rnn(x, weights) {
      use(x, ...Object.values(weights));
      const { weightInput, weightHidden, biasInput, biasHidden } = weights;
      const state = shape(rowsOf(x), rowsOf(weightHidden));
      move(x, weightInput, biasInput, state);
      // The walk through time turns sums into hidden states, and leaves those one step earlier too.
      move(state, state, weightHidden, biasHidden, state);
      move(state, weightHidden, state, state);
      move(x, weightInput, state, x, weightInput, biasInput);
      move(state, state, weightHidden);
      return state;
    },
    lstm(x, weights) {
      use(x, ...Object.values(weights));
      const { weightInput, weightHidden, biasInput, biasHidden } = weights;
      const gates = shape(rowsOf(x), columnsOf(weightHidden));
      const state = shape(rowsOf(x), rowsOf(weightHidden));
      move(biasInput, biasHidden, biasInput);
      move(x, weightInput, biasInput, gates);
      // The walk turns sums into gates, and leaves cells, hidden states and those one step earlier.
      move(gates, gates, weightHidden, state, state, state);
      move(gates, weightHidden, state, state, gates);
      move(x, weightInput, gates, x, weightInput, biasInput);
      move(state, gates, weightHidden);
      return state;
    },
    gru(x, weights) {
      use(x, ...Object.values(weights));
      const { weightInput, weightHidden, biasInput, biasHidden } = weights;
      const gates = shape(rowsOf(x), columnsOf(weightHidden));
      const state = shape(rowsOf(x), rowsOf(weightHidden));
      move(x, weightInput, biasInput, gates);
      // The walk leaves gates, what was recalled, hidden states and those one step earlier; back, two gradients of sums.
      move(gates, gates, weightHidden, biasHidden, state, state, state);
      move(gates, weightHidden, state, state, state, gates, gates);
      move(x, weightInput, gates, x, weightInput, biasInput);
      move(state, gates, weightHidden);
      move(gates, biasHidden);
      return state;
    },
  };
  const composed = composedFeedForward(ops);
  return {
    move,
    use,
    ops: {
      ...ops,
      feedForward(x, weights, activation, onto) {
        if (activation === 'swiglu') return composed(x, weights, activation, onto);
        const { inner, outer } = weights;
        const added = onto ? [onto] : [];
        use(x, inner.weight, inner.bias, outer.weight, outer.bias, ...added);
        const hidden = shape(rowsOf(x), columnsOf(inner.weight));
        const output = shape(rowsOf(x), columnsOf(outer.weight));
        // Sums before and behind the activation.
        move(x, inner.weight, inner.bias, hidden, hidden);
        move(hidden, outer.weight, outer.bias, ...added, output);
        move(hidden, outer.weight, output, hidden, hidden, outer.weight, outer.bias);
        move(x, inner.weight, hidden, x, inner.weight, inner.bias);
        return output;
      },
    },
    loss(logits) {
      const [targets, statistics] = [shape(rowsOf(logits)), shape(rowsOf(logits), 2)];
      move(logits, targets, statistics);
      move(logits, targets, statistics, logits);
    },
    values() {
      // Gradients that meet in one tensor are added where they are computed: what is there already is read.
      const additions = [...uses].reduce((sum, [input, count]) => sum + (count - 1) * sizeOf(input), 0);
      return moved + additions;
    },
  };
}

/** Forward and backward pass with the loss, without the update. */
export function passBytes(
  model: ModelDefinition,
  settings: Settings<ParamSpecs>,
  vocabulary: number,
  size: number,
  time: number,
): number {
  const { ops, loss, values } = counting();
  const weights = Object.fromEntries(
    model.tensors(settings, vocabulary).map((spec) => [spec.name, shape(...spec.shape)]),
  );
  const ids = shape(size * time);
  loss(model.forward(ops, weights, { inputs: ids, size, time, pooling: shape(size * time) }, settings));
  return bytesPerValue * values();
}

/** The norm reads every gradient; the update reads it again, and reads and writes the value and every state. */
export const updateBytes = ({ state }: OptimizerDefinition, parameters: number): number =>
  bytesPerValue * parameters * (4 + 2 * state.length);

/** @param passes over the batch before the update, of which each adds to the gradients of the one before */
export function stepBytes(
  { model: { definition, settings }, optimizer }: Pick<ResolvedExperiment, 'model' | 'optimizer'>,
  vocabulary: number,
  size: number,
  time: number,
  passes = 1,
): number {
  const parameters = parameterCount(definition.tensors(settings, vocabulary));
  const meeting = bytesPerValue * (passes - 1) * parameters;
  return (
    passes * passBytes(definition, settings, vocabulary, size, time) +
    meeting +
    updateBytes(optimizer.definition, parameters)
  );
}
