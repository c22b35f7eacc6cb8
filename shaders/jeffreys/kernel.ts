/**
 * Jeffreys divergence of two rows of logits, KL(p ‖ q) + KL(q ‖ p) = Σ (p − q)(log p − log q), summed over rows and scaled.
 * One invocation a row, loss and gradient a dispatch each; both sides get a gradient. Negative targets do not count.
 */
import { constants, floats, linearGrid, type BufferBinding, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';
import row from './row.wgsl?raw';

export interface JeffreysShape {
  /** M */
  readonly rows: number;
  /** V */
  readonly vocabulary: number;
}

const workgroupSize = 64;
const logitsLength = ({ rows, vocabulary }: JeffreysShape): number => rows * vocabulary;
const grid = ({ rows }: JeffreysShape): Grid => linearGrid(rows, workgroupSize);

const inputs: readonly BufferBinding<JeffreysShape>[] = [
  floats('a', 'read', logitsLength),
  floats('b', 'read', logitsLength),
  { name: 'targets', access: 'read', type: 'i32', length: ({ rows }) => rows },
  floats('scale', 'read', () => 1),
];

const moduleOf =
  (source: string) =>
  ({ vocabulary }: JeffreysShape): string =>
    [constants({ V: vocabulary }), linearIndex, row, source].join('\n');

/** Each row's share of the term, [M]. */
export const jeffreysLoss: Kernel<JeffreysShape> = {
  id: 'jeffreys-loss',
  bindings: [...inputs, floats('loss', 'read_write', ({ rows }) => rows)],
  code: moduleOf(loss),
  grid,
};

/** `upstream` is one number, the gradient of the term. */
export const jeffreysBackward: Kernel<JeffreysShape> = {
  id: 'jeffreys-backward',
  bindings: [
    ...inputs,
    floats('upstream', 'read', () => 1),
    floats('gradientA', 'read_write', logitsLength),
    floats('gradientB', 'read_write', logitsLength),
  ],
  code: moduleOf(backward),
  grid,
};
