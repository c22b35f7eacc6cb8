/** One LSTM layer on the heap: input products for all steps at once, the walk through time in one kernel, each way. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { HeapParts } from './ops.ts';
import { earlierStates } from './recurrent.ts';

export function heapLstm(
  parts: HeapParts,
  x: tf.Tensor,
  weights: RecurrentWeights<tf.Tensor>,
  time: number,
): tf.Tensor {
  const { backend, crew, kernels, matrices } = parts;
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const [rows = 0] = x.shape;
  const [width = 0] = weightHidden.shape;
  const batch = rows / time;
  const addresses = (...tensors: readonly tf.Tensor[]): number[] => tensors.map((tensor) => backend.addressOf(tensor));
  const scratchBytes = kernels.lstmScratch(batch, width);
  const operations = 8 * rows * width * width;
  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      // The sums of the gates first, in whose place the kernel leaves the gates.
      const gates = matrices.product(x, weightInput, tf.add(biasInput, biasHidden));
      const cells = backend.allocate([rows, width]);
      const output = backend.allocate([rows, width]);
      const args = [...addresses(gates, weightHidden, cells, output), time, width];
      crew.run({ kernel: 'lstm', args, units: batch, operations, scratchBytes });
      return { output, saved: [x, weightInput, weightHidden, gates, cells, output] };
    },
    backward(gradient, saved) {
      const [input, wInput, wHidden] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const [gates, cells, hiddens] = [at(saved, 3), at(saved, 4), at(saved, 5)];
      const forSums = backend.allocate([rows, 4 * width]);
      const args = [...addresses(gates, wHidden, cells, gradient, forSums), time, width];
      crew.run({ kernel: 'lstmGradient', args, units: batch, operations, scratchBytes });
      const forBias = matrices.columnSums(forSums);
      return [
        matrices.rightTransposed(forSums, wInput),
        matrices.leftTransposed(input, forSums),
        matrices.leftTransposed(earlierStates(parts, hiddens, time), forSums),
        forBias,
        tf.clone(forBias),
      ];
    },
  });
}
