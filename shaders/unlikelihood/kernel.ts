/**
 * Token-level unlikelihood (Welleck et al. 2019, equation 5): a row of logits is pushed away from the tokens that its sequence
 * has read, the target excepted. One invocation a row, loss and gradient a dispatch each. What was read is data, [M], one
 * place for each token of the sequence, so that a recorded step holds for every batch. Negative targets do not count.
 */
import { constants, floats, linearGrid, type BufferBinding, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';
import row from './row.wgsl?raw';

export interface UnlikelihoodShape {
  /** M = B·T */
  readonly rows: number;
  /** T */
  readonly time: number;
  /** V */
  readonly vocabulary: number;
}

/** 1 − p is cut off here, as in the code of the paper; what is beyond gets no gradient. */
export const smallestRest = 1e-5;

const workgroupSize = 64;
const logitsLength = ({ rows, vocabulary }: UnlikelihoodShape): number => rows * vocabulary;
const grid = ({ rows }: UnlikelihoodShape): Grid => linearGrid(rows, workgroupSize);
const ids = (name: string): BufferBinding<UnlikelihoodShape> => ({
  name,
  access: 'read',
  type: 'i32',
  length: ({ rows }) => rows,
});

const inputs: readonly BufferBinding<UnlikelihoodShape>[] = [
  floats('logits', 'read', logitsLength),
  ids('targets'),
  ids('candidates'),
  floats('scale', 'read', () => 1),
];

const moduleOf =
  (source: string) =>
  ({ vocabulary, time }: UnlikelihoodShape): string =>
    [constants({ V: vocabulary, TIME: time }), `const SMALLEST = ${smallestRest};`, linearIndex, row, source].join(
      '\n',
    );

/** Each row's share of the term, [M]. */
export const unlikelihoodLoss: Kernel<UnlikelihoodShape> = {
  id: 'unlikelihood-loss',
  bindings: [...inputs, floats('loss', 'read_write', ({ rows }) => rows)],
  code: moduleOf(loss),
  grid,
};

/** `upstream` is one number, the gradient of the term. */
export const unlikelihoodBackward: Kernel<UnlikelihoodShape> = {
  id: 'unlikelihood-backward',
  bindings: [...inputs, floats('upstream', 'read', () => 1), floats('gradient', 'read_write', logitsLength)],
  code: moduleOf(backward),
  grid,
};
