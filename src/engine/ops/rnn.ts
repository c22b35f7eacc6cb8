/** One plain recurrent layer on the CPU, with the formula of torch.nn.RNN: h = tanh(sum). */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import type * as tf from '../tf.ts';
import { compositeRecurrent, type Cell } from './recurrent.ts';

export const compositeRnn = (x: tf.Tensor, weights: RecurrentWeights<tf.Tensor>, time: number): tf.Tensor =>
  compositeRecurrent({ sums: 1, adds: true, cell: () => rnnCell }, x, weights, time);

const rnnCell: Cell = {
  forward(_row, fromInput, fromHidden, _before, hidden) {
    for (let unit = 0; unit < hidden.length; unit++) {
      hidden[unit] = Math.tanh((fromInput[unit] as number) + (fromHidden[unit] as number));
    }
  },
  backward(_row, forHidden, _before, hidden, forSums) {
    for (let unit = 0; unit < hidden.length; unit++) {
      forSums[unit] = (forHidden[unit] as number) * (1 - (hidden[unit] as number) ** 2);
    }
  },
};
