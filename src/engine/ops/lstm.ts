/**
 * One LSTM layer over time as stock operations, the form for the GPU (torch.nn.LSTM: gates i, f, g, o; zero initial state) with back-propagation through time
 * written out. The product with the input is taken for all steps at once before the loop, and the gradient of the
 * recurrent matrix for all steps at once after it; only what truly depends on the step before is inside.
 */
import type { LstmWeights } from '../../domain/models/ops.ts';
import * as tf from '../tf.ts';
import { swapOrder } from './order.ts';
import { columnSums, leftTransposed, rightTransposed } from './products.ts';
import { at, withGradient } from './withGradient.ts';

export function compositeLstm(x: tf.Tensor, weights: LstmWeights<tf.Tensor>, time: number): tf.Tensor {
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const batch = (x.shape[0] ?? 0) / time;
  const width = weightHidden.shape[0] ?? 0;
  const rows = (of: tf.Tensor, t: number): tf.Tensor => tf.slice(of, [t * batch, 0], [batch, of.shape[1] ?? 0]);
  const gate = (gates: tf.Tensor, index: number): tf.Tensor => tf.slice(gates, [0, index * width], [batch, width]);
  const beforeFirst = (): tf.Tensor => tf.zeros([batch, width]);

  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      const inputs = swapOrder(x, batch, time); // [T·B, I]
      const projected = tf.fused.matMul({ a: inputs, b: weightInput, bias: tf.add(biasInput, biasHidden) }); // [T·B, 4H]
      let hidden = beforeFirst();
      let cell = beforeFirst();
      const hiddens: tf.Tensor[] = [];
      const cells: tf.Tensor[] = [];
      const gates: tf.Tensor[] = [];
      for (let t = 0; t < time; t++) {
        const sums = tf.add(rows(projected, t), tf.matMul(hidden, weightHidden));
        const i = tf.sigmoid(gate(sums, 0));
        const f = tf.sigmoid(gate(sums, 1));
        const g = tf.tanh(gate(sums, 2));
        const o = tf.sigmoid(gate(sums, 3));
        cell = tf.add(tf.mul(f, cell), tf.mul(i, g));
        hidden = tf.mul(o, tf.tanh(cell));
        gates.push(tf.concat([i, f, g, o], 1));
        cells.push(cell);
        hiddens.push(hidden);
      }
      const allHidden = tf.concat(hiddens, 0); // [T·B, H]
      return {
        output: swapOrder(allHidden, time, batch),
        saved: [inputs, weightInput, weightHidden, allHidden, tf.concat(cells, 0), tf.concat(gates, 0)],
      };
    },
    backward(gradient, saved) {
      const [inputs, wInput, wHidden, allHidden, allCells, allGates] = [0, 1, 2, 3, 4, 5].map((index) =>
        at(saved, index),
      ) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const fromOutput = swapOrder(gradient, batch, time);
      let forHidden = beforeFirst();
      let forCell = beforeFirst();
      const wHiddenTransposed = tf.transpose(wHidden);
      const forSums: tf.Tensor[] = [];
      for (let t = time - 1; t >= 0; t--) {
        const gates = rows(allGates, t);
        const [i, f, g, o] = [gate(gates, 0), gate(gates, 1), gate(gates, 2), gate(gates, 3)] as const;
        const squashed = tf.tanh(rows(allCells, t));
        const before = t > 0 ? rows(allCells, t - 1) : beforeFirst();
        const dHidden = tf.add(forHidden, rows(fromOutput, t));
        const dCell = tf.add(forCell, tf.mul(tf.mul(dHidden, o), tf.sub(1, tf.mul(squashed, squashed))));
        const throughSigmoid = (s: tf.Tensor): tf.Tensor => tf.mul(s, tf.sub(1, s));
        const sums = tf.concat(
          [
            tf.mul(tf.mul(dCell, g), throughSigmoid(i)),
            tf.mul(tf.mul(dCell, before), throughSigmoid(f)),
            tf.mul(tf.mul(dCell, i), tf.sub(1, tf.mul(g, g))),
            tf.mul(tf.mul(dHidden, squashed), throughSigmoid(o)),
          ],
          1,
        );
        forSums.unshift(sums);
        forHidden = tf.matMul(sums, wHiddenTransposed);
        forCell = tf.mul(dCell, f);
      }
      const allSums = tf.concat(forSums, 0); // [T·B, 4H]
      const earlier =
        time > 1
          ? tf.concat([beforeFirst(), tf.slice(allHidden, [0, 0], [(time - 1) * batch, width])], 0)
          : beforeFirst();
      const forBias = columnSums(allSums);
      return [
        swapOrder(rightTransposed(allSums, wInput), time, batch),
        leftTransposed(inputs, allSums),
        leftTransposed(earlier, allSums),
        forBias,
        tf.clone(forBias),
      ];
    },
  });
}
