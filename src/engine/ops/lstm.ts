/**
 * One LSTM layer on the CPU. A time step is a small matrix product and a few thousand gate values; as stock
 * operations it would be twenty calls that each cost more than they compute. Here the products stay with the backend and
 * the gates are one plain loop over its results, several times faster. Formulas and gate order i, f, g, o are those of
 * torch.nn.LSTM; back-propagation through time is written out.
 */
import type { LstmWeights } from '../../domain/models/ops.ts';
import { sigmoid } from '../../domain/models/vector.ts';
import * as tf from '../tf.ts';
import { swapOrder } from './order.ts';
import { columnSums, leftTransposed, rightTransposed } from './products.ts';
import { at, withGradient } from './withGradient.ts';

/** What the forward pass leaves for the backward pass; time-major, T·B rows. */
interface Memory {
  /** After their nonlinearity, in blocks i, f, g, o of H columns. */
  readonly gates: Float32Array;
  readonly cells: Float32Array;
  readonly hiddens: Float32Array;
}

export function compositeLstm(x: tf.Tensor, weights: LstmWeights<tf.Tensor>, time: number): tf.Tensor {
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const batch = (x.shape[0] ?? 0) / time;
  const width = weightHidden.shape[0] ?? 0;
  const values = batch * width;
  const memory: Memory = {
    gates: new Float32Array(4 * time * values),
    cells: new Float32Array(time * values),
    hiddens: new Float32Array(time * values),
  };
  /** A step's rows times a matrix, through the backend. */
  const product = (rows: Float32Array, matrix: tf.Tensor): Float32Array =>
    tf.tidy(() => tf.matMul(tf.tensor(rows, [batch, rows.length / batch]), matrix).dataSync() as Float32Array);

  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      const inputs = swapOrder(x, batch, time); // [T·B, I]
      const bias = tf.add(biasInput, biasHidden);
      const projected = tf.fused.matMul({ a: inputs, b: weightInput, bias }).dataSync() as Float32Array;
      for (let t = 0; t < time; t++) {
        const sums = projected.subarray(4 * t * values, 4 * (t + 1) * values);
        if (t > 0) addTo(sums, product(memory.hiddens.slice((t - 1) * values, t * values), weightHidden));
        cellForward(memory, sums, t, batch, width);
      }
      const output = swapOrder(tf.tensor(memory.hiddens, [time * batch, width]), time, batch);
      return { output, saved: [inputs, weightInput, weightHidden] };
    },
    backward(gradient, saved) {
      const fromOutput = swapOrder(gradient, batch, time).dataSync() as Float32Array;
      const transposed = tf.transpose(at(saved, 2));
      const sums = new Float32Array(4 * time * values);
      const forCell = new Float32Array(values);
      for (let t = time - 1; t >= 0; t--) {
        const forHidden = fromOutput.slice(t * values, (t + 1) * values);
        if (t < time - 1) addTo(forHidden, product(sums.slice(4 * (t + 1) * values, 4 * (t + 2) * values), transposed));
        cellBackward(memory, forHidden, forCell, sums, t, batch, width);
      }
      const allSums = tf.tensor(sums, [time * batch, 4 * width]);
      const earlier = new Float32Array(time * values);
      earlier.set(memory.hiddens.subarray(0, (time - 1) * values), values);
      const forBias = columnSums(allSums);
      return [
        swapOrder(rightTransposed(allSums, at(saved, 1)), time, batch),
        leftTransposed(at(saved, 0), allSums),
        leftTransposed(tf.tensor(earlier, [time * batch, width]), allSums),
        forBias,
        tf.clone(forBias),
      ];
    },
  });
}

function addTo(target: Float32Array, values: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + (values[i] as number);
}

/** Gate sums of step t [B, 4H] to gates, cell and hidden state. */
function cellForward(
  { gates, cells, hiddens }: Memory,
  sums: Float32Array,
  t: number,
  batch: number,
  width: number,
): void {
  for (let row = 0; row < batch; row++) {
    const from = 4 * row * width;
    const to = 4 * (t * batch + row) * width;
    for (let unit = 0; unit < width; unit++) {
      const i = sigmoid(sums[from + unit] as number);
      const f = sigmoid(sums[from + width + unit] as number);
      const g = Math.tanh(sums[from + 2 * width + unit] as number);
      const o = sigmoid(sums[from + 3 * width + unit] as number);
      const place = (t * batch + row) * width + unit;
      const before = t > 0 ? (cells[place - batch * width] as number) : 0;
      const cell = f * before + i * g;
      cells[place] = cell;
      hiddens[place] = o * Math.tanh(cell);
      gates[to + unit] = i;
      gates[to + width + unit] = f;
      gates[to + 2 * width + unit] = g;
      gates[to + 3 * width + unit] = o;
    }
  }
}

/** Gradient of the hidden state of step t to that of its gate sums; `forCell` carries the cell's gradient to step t − 1. */
function cellBackward(
  { gates, cells }: Memory,
  forHidden: Float32Array,
  forCell: Float32Array,
  sums: Float32Array,
  t: number,
  batch: number,
  width: number,
): void {
  for (let row = 0; row < batch; row++) {
    const to = 4 * (t * batch + row) * width;
    for (let unit = 0; unit < width; unit++) {
      const i = gates[to + unit] as number;
      const f = gates[to + width + unit] as number;
      const g = gates[to + 2 * width + unit] as number;
      const o = gates[to + 3 * width + unit] as number;
      const place = (t * batch + row) * width + unit;
      const squashed = Math.tanh(cells[place] as number);
      const before = t > 0 ? (cells[place - batch * width] as number) : 0;
      const local = row * width + unit;
      const dHidden = forHidden[local] as number;
      const dCell = (forCell[local] as number) + dHidden * o * (1 - squashed * squashed);
      sums[to + unit] = dCell * g * i * (1 - i);
      sums[to + width + unit] = dCell * before * f * (1 - f);
      sums[to + 2 * width + unit] = dCell * i * (1 - g * g);
      sums[to + 3 * width + unit] = dHidden * squashed * o * (1 - o);
      forCell[local] = dCell * f;
    }
  }
}
