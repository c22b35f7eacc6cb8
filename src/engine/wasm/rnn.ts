/** One plain recurrent layer on the heap: products for all steps at once, the walk through time in one kernel, each way. */
import type { RecurrentWeights } from '../../domain/models/ops.ts';
import { at, withGradient } from '../ops/withGradient.ts';
import * as tf from '../tf.ts';
import type { HeapParts } from './ops.ts';
import { earlierStates } from './recurrent.ts';

export function heapRnn(parts: HeapParts, x: tf.Tensor, weights: RecurrentWeights<tf.Tensor>, time: number): tf.Tensor {
  const { backend, crew, kernels, matrices } = parts;
  const { weightInput, weightHidden, biasInput, biasHidden } = weights;
  const [rows = 0] = x.shape;
  const [width = 0] = weightHidden.shape;
  const batch = rows / time;
  const addresses = (...tensors: readonly tf.Tensor[]): number[] => tensors.map((tensor) => backend.addressOf(tensor));
  const scratchBytes = Number(kernels.productScratch.value);
  const operations = 2 * rows * width * width;
  return withGradient({
    inputs: [x, weightInput, weightHidden, biasInput, biasHidden],
    forward() {
      // The sums from the input first, in whose place the kernel leaves the hidden states.
      const output = matrices.product(x, weightInput, biasInput);
      const args = [...addresses(output, weightHidden, biasHidden), time, width];
      crew.run({ kernel: 'rnn', args, units: batch, operations, scratchBytes });
      return { output, saved: [x, weightInput, weightHidden, output] };
    },
    backward(gradient, saved) {
      const [input, wInput, wHidden, hiddens] = [at(saved, 0), at(saved, 1), at(saved, 2), at(saved, 3)];
      const forSums = backend.allocate([rows, width]);
      const args = [...addresses(hiddens, wHidden, gradient, forSums), time, width];
      crew.run({ kernel: 'rnnGradient', args, units: batch, operations, scratchBytes });
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
