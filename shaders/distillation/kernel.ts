/**
 * Cross-entropy mixed with the forward divergence from a teacher's logits at a temperature (Hinton, Vinyals & Dean 2015):
 * (1 − α) CE + α T² KL(teacher ‖ student). One invocation a row, loss and gradient a dispatch each. Negative targets do not count.
 */
import { floats } from '../common/kernel.ts';
import { logitsLength, perRow, rowLossKernels, type RowLossShape } from '../common/rowLoss/kernels.ts';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';
import row from './row.wgsl?raw';

export type DistillationShape = RowLossShape;

/** Each row's share of the mean, [M], and the gradient of the mean. */
export const { loss: distillationLoss, backward: distillationBackward } = rowLossKernels<DistillationShape>({
  id: 'distillation',
  inputs: [
    floats('logits', 'read', logitsLength),
    floats('teacher', 'read', logitsLength),
    perRow('targets'),
    /** One over the number of rows that count, T, α. */
    floats('terms', 'read', () => 3),
  ],
  constants: () => '',
  row,
  loss,
  backward,
});
