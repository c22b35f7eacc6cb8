/** One GRU layer on the heap: products for all steps at once, the walk through time in one kernel, each way. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import type * as tf from '../tf.ts';
import type { HeapParts } from './ops.ts';
import { earlierStates } from './recurrent.ts';

export function heapGru(parts: HeapParts, x: tf.Tensor, weights: RecurrentWeights<tf.Tensor>, time: number): tf.Tensor {
  const { backend, crew, kernels, matrices } = parts;
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const [rows = 0] = x.shape;
  const [width = 0] = weightHidden.shape;
  const batch = rows / time;
  const addresses = (...tensors: readonly tf.Tensor[]): number[] => tensors.map((tensor) => backend.addressOf(tensor));
  const scratchBytes = kernels.gruScratch(batch, width);
  const operations = 6 * rows * width * width;
  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      // The sums from the input first, in whose place the kernel leaves the gates.
      const gates = matrices.product(x, weightInput, biasInput);
      const recalled = backend.allocate([rows, width]);
      const output = backend.allocate([rows, width]);
      const args = [...addresses(gates, weightHidden, biasHidden, recalled, output), time, width];
      crew.run({ kernel: 'gru', args, units: batch, operations, scratchBytes });
      return { output, saved: [x, weightInput, weightHidden, gates, recalled, output] };
    },
    backward(gradient, saved) {
      const [input, wInput, wHidden] = [at(saved, 0), at(saved, 1), at(saved, 2)];
      const [gates, recalled, hiddens] = [at(saved, 3), at(saved, 4), at(saved, 5)];
      const forSums = backend.allocate([rows, 3 * width]);
      const forRecurrent = backend.allocate([rows, 3 * width]);
      const tensors = [gates, wHidden, recalled, hiddens, gradient, forSums, forRecurrent];
      const args = [...addresses(...tensors), time, width];
      crew.run({ kernel: 'gruGradient', args, units: batch, operations, scratchBytes });
      return [
        matrices.rightTransposed(forSums, wInput),
        matrices.leftTransposed(input, forSums),
        matrices.leftTransposed(earlierStates(parts, hiddens, time), forRecurrent),
        matrices.columnSums(forSums),
        matrices.columnSums(forRecurrent),
      ];
    },
  });
}
