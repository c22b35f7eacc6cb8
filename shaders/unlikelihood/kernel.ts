/**
 * Token-level unlikelihood (Welleck et al. 2019, equation 5): a row of logits is pushed away from the tokens that its sequence
 * has read, the target excepted. One invocation a row, loss and gradient a dispatch each. What was read is data, [M], one
 * place for each token of the sequence, so that a recorded step holds for every batch. Negative targets do not count.
 */
import { constants, floats } from '../common/kernel.ts';
import { logitsLength, perRow, rowLossKernels, type RowLossShape } from '../common/rowLoss/kernels.ts';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';
import row from './row.wgsl?raw';

export interface UnlikelihoodShape extends RowLossShape {
  /** T, of which M = B·T is a multiple. */
  readonly time: number;
}

/** 1 − p is cut off here, as in the code of the paper; what is beyond gets no gradient. */
export const smallestRest = 1e-5;

/** Each row's share of the term, [M], and the gradient of the term. */
export const { loss: unlikelihoodLoss, backward: unlikelihoodBackward } = rowLossKernels<UnlikelihoodShape>({
  id: 'unlikelihood',
  inputs: [
    floats('logits', 'read', logitsLength),
    perRow('targets'),
    perRow('candidates'),
    floats('scale', 'read', () => 1),
  ],
  constants: ({ time }) => `${constants({ TIME: time })}const SMALLEST = ${smallestRest};`,
  row,
  loss,
  backward,
});
