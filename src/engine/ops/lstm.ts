/** One LSTM layer on the CPU, with the formulas and the gate order i, f, g, o of torch.nn.LSTM. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import { sigmoid } from '../../domain/models/vector.ts';
import type * as tf from '../tf.ts';
import { compositeRecurrent, type Cell, type LayerSize } from './recurrent.ts';

export const compositeLstm = (x: tf.Tensor, weights: RecurrentWeights<tf.Tensor>, time: number): tf.Tensor =>
  compositeRecurrent({ sums: 4, adds: true, cell: lstmCell }, x, weights, time);

function lstmCell({ batch, time, width }: LayerSize): Cell {
  const rows = time * batch;
  /** After their nonlinearity, in blocks i, f, g, o of H columns. */
  const gates = new Float32Array(4 * rows * width);
  /** From the step before the first on. */
  const cells = new Float32Array((rows + batch) * width);
  /** What the next step passes back to the cells of this one. */
  const carried = new Float32Array(batch * width);

  return {
    forward(row, fromInput, fromHidden, _before, hidden) {
      const gate = 4 * row * width;
      const sum = (column: number): number => (fromInput[column] as number) + (fromHidden[column] as number);
      for (let unit = 0; unit < width; unit++) {
        const i = sigmoid(sum(unit));
        const f = sigmoid(sum(width + unit));
        const g = Math.tanh(sum(2 * width + unit));
        const o = sigmoid(sum(3 * width + unit));
        const cell = f * (cells[row * width + unit] as number) + i * g;
        cells[(row + batch) * width + unit] = cell;
        hidden[unit] = o * Math.tanh(cell);
        gates[gate + unit] = i;
        gates[gate + width + unit] = f;
        gates[gate + 2 * width + unit] = g;
        gates[gate + 3 * width + unit] = o;
      }
    },
    backward(row, forHidden, _before, _hidden, forSums) {
      const gate = 4 * row * width;
      const isLast = row >= rows - batch;
      for (let unit = 0; unit < width; unit++) {
        const i = gates[gate + unit] as number;
        const f = gates[gate + width + unit] as number;
        const g = gates[gate + 2 * width + unit] as number;
        const o = gates[gate + 3 * width + unit] as number;
        const squashed = Math.tanh(cells[(row + batch) * width + unit] as number);
        const before = cells[row * width + unit] as number;
        const local = (row % batch) * width + unit;
        const dHidden = forHidden[unit] as number;
        const dCell = (isLast ? 0 : (carried[local] as number)) + dHidden * o * (1 - squashed * squashed);
        forSums[unit] = dCell * g * i * (1 - i);
        forSums[width + unit] = dCell * before * f * (1 - f);
        forSums[2 * width + unit] = dCell * i * (1 - g * g);
        forSums[3 * width + unit] = dHidden * squashed * o * (1 - o);
        carried[local] = dCell * f;
      }
    },
  };
}
