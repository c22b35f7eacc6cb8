/**
 * A recurrent layer on the CPU. A time step is a small matrix product and a few thousand values of gates; as stock
 * operations it would be twenty calls that each cost more than they compute. Here the products stay with the backend and
 * the gates are one plain loop over its results, several times faster; back-propagation through time is written out.
 * Rows are kept time-major inside, t·B + b.
 */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import * as tf from '../tf.ts';
import { swapOrder } from './order.ts';
import { columnSums, leftTransposed, rightTransposed } from './products.ts';
import { at, withGradient } from './withGradient.ts';

export interface LayerSize {
  readonly batch: number;
  readonly time: number;
  readonly width: number;
}

/** One kind of layer, row by row; sums lie in blocks of H columns. */
export interface Cell {
  /** Fills `hidden` from the hidden states before and from what input and hidden states add to the sums. */
  forward(
    row: number,
    fromInput: Float32Array,
    fromHidden: Float32Array,
    before: Float32Array,
    hidden: Float32Array,
  ): void;
  /**
   * Fills the gradients of what input and hidden states add to the sums, from the gradient of `hidden`. Rows come last step
   * first, so that a cell can carry gradients to the step before.
   */
  backward(
    row: number,
    forHidden: Float32Array,
    before: Float32Array,
    hidden: Float32Array,
    forSums: Float32Array,
    forRecurrent: Float32Array,
  ): void;
}

export interface Kind {
  readonly sums: number;
  /** What input and hidden states add to the sums is added at once, so that one gradient serves both. */
  readonly adds: boolean;
  readonly cell: (size: LayerSize) => Cell;
}

export function compositeRecurrent(
  { sums, adds, cell: makeCell }: Kind,
  x: tf.Tensor,
  weights: RecurrentWeights<tf.Tensor>,
  time: number,
): tf.Tensor {
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const batch = (x.shape[0] ?? 0) / time;
  const width = weightHidden.shape[0] ?? 0;
  const columns = sums * width;
  const cell = makeCell({ batch, time, width });
  /** From the step before the first on: a row's own states are B rows behind those before it. */
  const states = new Float32Array((time + 1) * batch * width);
  const line = (values: Float32Array, row: number, length: number): Float32Array =>
    values.subarray(row * length, (row + 1) * length);
  const step = (values: Float32Array, t: number, length: number): tf.Tensor =>
    tf.tensor(values.slice(t * batch * length, (t + 1) * batch * length), [batch, length]);

  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      const inputs = swapOrder(x, batch, time); // [T·B, I]
      const fromInput = tf.fused.matMul({ a: inputs, b: weightInput, bias: biasInput }).dataSync() as Float32Array;
      for (let t = 0; t < time; t++) {
        const fromHidden = tf.tidy(
          () =>
            tf.fused
              .matMul({ a: step(states, t, width), b: weightHidden, bias: biasHidden })
              .dataSync() as Float32Array,
        );
        for (let b = 0; b < batch; b++) {
          const row = t * batch + b;
          const [before, hidden] = [line(states, row, width), line(states, row + batch, width)];
          cell.forward(row, line(fromInput, row, columns), line(fromHidden, b, columns), before, hidden);
        }
      }
      const hiddens = tf.tensor(states.subarray(batch * width), [time * batch, width]);
      return { output: swapOrder(hiddens, time, batch), saved: [inputs, weightInput, weightHidden] };
    },
    backward(gradient, saved) {
      const fromOutput = swapOrder(gradient, batch, time).dataSync() as Float32Array;
      const transposed = tf.transpose(at(saved, 2));
      const forSums = new Float32Array(time * batch * columns);
      const forRecurrent = adds ? forSums : new Float32Array(time * batch * columns);
      for (let t = time - 1; t >= 0; t--) {
        const forHidden = fromOutput.slice(t * batch * width, (t + 1) * batch * width);
        if (t < time - 1) {
          addTo(
            forHidden,
            tf.tidy(() => tf.matMul(step(forRecurrent, t + 1, columns), transposed).dataSync() as Float32Array),
          );
        }
        for (let b = 0; b < batch; b++) {
          const row = t * batch + b;
          const [before, hidden] = [line(states, row, width), line(states, row + batch, width)];
          const [into, intoRecurrent] = [line(forSums, row, columns), line(forRecurrent, row, columns)];
          cell.backward(row, line(forHidden, b, width), before, hidden, into, intoRecurrent);
        }
      }
      const inputSums = tf.tensor(forSums, [time * batch, columns]);
      const recurrentSums = adds ? inputSums : tf.tensor(forRecurrent, [time * batch, columns]);
      const earlier = tf.tensor(states.subarray(0, time * batch * width), [time * batch, width]);
      return [
        swapOrder(rightTransposed(inputSums, at(saved, 1)), time, batch),
        leftTransposed(at(saved, 0), inputSums),
        leftTransposed(earlier, recurrentSums),
        columnSums(inputSums),
        columnSums(recurrentSums),
      ];
    },
  });
}

function addTo(target: Float32Array, values: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + (values[i] as number);
}
