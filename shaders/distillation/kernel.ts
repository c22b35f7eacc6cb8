/**
 * Cross-entropy mixed with the forward divergence from a teacher's logits at a temperature (Hinton, Vinyals & Dean 2015):
 * (1 − α) CE + α T² KL(teacher ‖ student). One invocation a row, loss and gradient a dispatch each. Negative targets do not count.
 */
import { constants, floats, linearGrid, type BufferBinding, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';
import row from './row.wgsl?raw';

export interface DistillationShape {
  /** M */
  readonly rows: number;
  /** V */
  readonly vocabulary: number;
}

const workgroupSize = 64;
const logitsLength = ({ rows, vocabulary }: DistillationShape): number => rows * vocabulary;
const grid = ({ rows }: DistillationShape): Grid => linearGrid(rows, workgroupSize);

const inputs: readonly BufferBinding<DistillationShape>[] = [
  floats('logits', 'read', logitsLength),
  floats('teacher', 'read', logitsLength),
  { name: 'targets', access: 'read', type: 'i32', length: ({ rows }) => rows },
  /** One over the number of rows that count, T, α. */
  floats('terms', 'read', () => 3),
];

const moduleOf =
  (source: string) =>
  ({ vocabulary }: DistillationShape): string =>
    [constants({ V: vocabulary }), linearIndex, row, source].join('\n');

/** Each row's share of the mean, [M]. */
export const distillationLoss: Kernel<DistillationShape> = {
  id: 'distillation-loss',
  bindings: [...inputs, floats('loss', 'read_write', ({ rows }) => rows)],
  code: moduleOf(loss),
  grid,
};

/** `upstream` is one number, the gradient of the mean. */
export const distillationBackward: Kernel<DistillationShape> = {
  id: 'distillation-backward',
  bindings: [...inputs, floats('upstream', 'read', () => 1), floats('gradient', 'read_write', logitsLength)],
  code: moduleOf(backward),
  grid,
};
