/** A recurrent layer on the heap: products for all steps at once, the walk through time in one kernel, each way. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import { walkBack, walkThere, type RecurrentKind } from '../ops/recurrentKinds.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { HeapParts } from './ops.ts';

export function heapRecurrent(
  parts: HeapParts,
  kind: RecurrentKind,
  x: tf.Tensor,
  weights: RecurrentWeights<tf.Tensor>,
  time: number,
): tf.Tensor {
  const { backend, crew, kernels, matrices } = parts;
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const [rows = 0] = x.shape;
  const [width = 0] = weightHidden.shape;
  const batch = rows / time;
  const scratchBytes = {
    rnn: () => Number(kernels.productScratch.value),
    lstm: () => kernels.lstmScratch(batch, width),
    gru: () => kernels.gruScratch(batch, width),
  }[kind.id]();
  const allocate = (shape: readonly number[]): tf.Tensor => backend.allocate(shape);
  const walk = (kernel: RecurrentKind['id'] | `${RecurrentKind['id']}Gradient`, operands: readonly tf.Tensor[]): void =>
    crew.run({
      kernel,
      args: [...operands.map((tensor) => backend.addressOf(tensor)), time, width],
      units: batch,
      operations: 2 * kind.sums * rows * width * width,
      scratchBytes,
    });
  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      const sums = matrices.product(x, weightInput, kind.addsBiases ? tf.add(biasInput, biasHidden) : biasInput);
      const { operands, output, kept } = walkThere(kind, sums, weights, allocate);
      walk(kind.id, operands);
      return { output, saved: [x, weightInput, weightHidden, output, ...kept] };
    },
    backward(gradient, saved) {
      const [input, wInput, wHidden, hiddens] = [at(saved, 0), at(saved, 1), at(saved, 2), at(saved, 3)];
      const back = walkBack(kind, saved.slice(4), wHidden, hiddens, gradient, allocate);
      const { operands, forSums, forRecurrent } = back;
      walk(`${kind.id}Gradient`, operands);
      const forBias = matrices.columnSums(forSums);
      return [
        matrices.rightTransposed(forSums, wInput),
        matrices.leftTransposed(input, forSums),
        matrices.leftTransposed(earlierStates(parts, hiddens, time), forRecurrent),
        forBias,
        kind.splits ? matrices.columnSums(forRecurrent) : tf.clone(forBias),
      ];
    },
  });
}

/** Hidden states [B·T, H] one step earlier, a factor of the recurrent matrix's gradient. */
function earlierStates({ backend, crew }: HeapParts, hiddens: tf.Tensor, time: number): tf.Tensor {
  const [rows = 0, width = 0] = hiddens.shape;
  const earlier = backend.allocate([rows, width]);
  crew.run({
    kernel: 'earlier',
    args: [backend.addressOf(hiddens), backend.addressOf(earlier), time, width],
    units: rows,
    operations: hiddens.size,
  });
  return earlier;
}
