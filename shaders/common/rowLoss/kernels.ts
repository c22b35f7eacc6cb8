/**
 * Losses of logits [M, V] with integer targets [M], negative = ignored, that one invocation reads a row for: a dispatch for
 * the shares of the rows in the loss, [M], and one for the gradient of the logits. What a loss brings is `lossOf(row)` and
 * `writeGradient(row)`.
 */
import { constants, floats, linearGrid, type BufferBinding, type Grid, type Kernel } from '../kernel.ts';
import linearIndex from '../linearIndex.wgsl?raw';
import softExp from '../softExp.wgsl?raw';
import backward from './backward.wgsl?raw';
import loss from './loss.wgsl?raw';

export interface RowLossShape {
  /** M */
  readonly rows: number;
  /** V */
  readonly vocabulary: number;
}

export interface RowLoss<Shape extends RowLossShape> {
  readonly id: string;
  /** Four, of which `targets` is one; `row` declares them. */
  readonly inputs: readonly BufferBinding<Shape>[];
  /** Besides V. */
  readonly constants: (shape: Shape) => string;
  /** What loss and gradient both ask of a row. */
  readonly row: string;
  readonly loss: string;
  readonly backward: string;
}

const workgroupSize = 64;
export const logitsLength = ({ rows, vocabulary }: RowLossShape): number => rows * vocabulary;
const grid = ({ rows }: RowLossShape): Grid => linearGrid(rows, workgroupSize);

export const perRow = <Shape extends RowLossShape>(name: string): BufferBinding<Shape> => ({
  name,
  access: 'read',
  type: 'i32',
  length: ({ rows }) => rows,
});

/** `upstream` is one number, the gradient of the sum of all shares. */
export function rowLossKernels<Shape extends RowLossShape>({
  id,
  inputs,
  constants: own,
  row,
  ...of
}: RowLoss<Shape>): { readonly loss: Kernel<Shape>; readonly backward: Kernel<Shape> } {
  const moduleOf =
    (...sources: readonly string[]) =>
    (shape: Shape): string =>
      [constants({ V: shape.vocabulary }), own(shape), linearIndex, softExp, row, ...sources].join('\n');
  return {
    loss: {
      id: `${id}-loss`,
      bindings: [...inputs, floats('loss', 'read_write', ({ rows }) => rows)],
      code: moduleOf(loss, of.loss),
      grid,
    },
    backward: {
      id: `${id}-backward`,
      bindings: [...inputs, floats('upstream', 'read', () => 1), floats('gradient', 'read_write', logitsLength)],
      code: moduleOf(backward, of.backward),
      grid,
    },
  };
}
