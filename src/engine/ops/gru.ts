/** One GRU layer on the CPU, with the formulas and the order r, z, n of torch.nn.GRU: h = (1 − z) n + z h'. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import { sigmoid } from '../../domain/models/vector.ts';
import type * as tf from '../tf.ts';
import { compositeRecurrent, type Cell, type LayerSize } from './recurrent.ts';

/** The reset gate takes what the hidden states add to n, but not what the input adds. */
export const compositeGru = (x: tf.Tensor, weights: RecurrentWeights<tf.Tensor>, time: number): tf.Tensor =>
  compositeRecurrent({ sums: 3, adds: false, cell: gruCell }, x, weights, time);

function gruCell({ batch, time, width }: LayerSize): Cell {
  const rows = time * batch;
  /** After their nonlinearity, in blocks r, z, n of H columns. */
  const gates = new Float32Array(3 * rows * width);
  /** What the hidden states add to n, before the reset gate. */
  const recalled = new Float32Array(rows * width);
  /** What the update gate of the next step passes back to the hidden states of this one. */
  const carried = new Float32Array(batch * width);

  return {
    forward(row, fromInput, fromHidden, before, hidden) {
      const gate = 3 * row * width;
      for (let unit = 0; unit < width; unit++) {
        const [second, third] = [width + unit, 2 * width + unit];
        const recall = fromHidden[third] as number;
        const r = sigmoid((fromInput[unit] as number) + (fromHidden[unit] as number));
        const z = sigmoid((fromInput[second] as number) + (fromHidden[second] as number));
        const n = Math.tanh((fromInput[third] as number) + r * recall);
        hidden[unit] = (1 - z) * n + z * (before[unit] as number);
        recalled[row * width + unit] = recall;
        gates[gate + unit] = r;
        gates[gate + second] = z;
        gates[gate + third] = n;
      }
    },
    backward(row, forHidden, before, _hidden, forSums, forRecurrent) {
      const gate = 3 * row * width;
      const isLast = row >= rows - batch;
      for (let unit = 0; unit < width; unit++) {
        const [second, third] = [width + unit, 2 * width + unit];
        const r = gates[gate + unit] as number;
        const z = gates[gate + second] as number;
        const n = gates[gate + third] as number;
        const local = (row % batch) * width + unit;
        const dHidden = (forHidden[unit] as number) + (isLast ? 0 : (carried[local] as number));
        const dN = dHidden * (1 - z) * (1 - n * n);
        forSums[third] = dN;
        forRecurrent[third] = dN * r;
        forSums[unit] = forRecurrent[unit] = dN * (recalled[row * width + unit] as number) * r * (1 - r);
        forSums[second] = forRecurrent[second] = dHidden * ((before[unit] as number) - n) * z * (1 - z);
        carried[local] = dHidden * z;
      }
    },
  };
}
