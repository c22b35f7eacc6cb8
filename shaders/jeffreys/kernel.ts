/**
 * Jeffreys divergence of two rows of logits, KL(p ‖ q) + KL(q ‖ p) = Σ (p − q)(log p − log q), summed over rows and scaled.
 * Loss and gradient a dispatch each; it is the same both ways, so the gradient of `b` is that of `a` with the two exchanged.
 */
import { floats } from '../common/kernel.ts';
import { logitsLength, perRow, rowLossKernels, type RowLossShape } from '../common/rowLoss/kernels.ts';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';
import row from './row.wgsl?raw';

export type JeffreysShape = RowLossShape;

/** Each row's share of the term, [M], and the gradient of the term for `a`. */
export const { loss: jeffreysLoss, backward: jeffreysBackward } = rowLossKernels<JeffreysShape>({
  id: 'jeffreys',
  inputs: [
    floats('a', 'read', logitsLength),
    floats('b', 'read', logitsLength),
    perRow('targets'),
    floats('scale', 'read', () => 1),
  ],
  constants: () => '',
  row,
  loss,
  backward,
});
