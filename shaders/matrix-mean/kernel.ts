/** Means of the rows or of the columns of a matrix, each in order by an invocation of its own. */
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import source from './mean.wgsl?raw';

export interface MeanShape {
  readonly rows: number;
  readonly columns: number;
  readonly of: 'rows' | 'columns';
}

const workgroupSize = 64;

const outputs = ({ rows, columns, of }: MeanShape): number => (of === 'rows' ? rows : columns);

export const matrixMean: Kernel<MeanShape> = {
  id: 'matrix-mean',
  bindings: [floats('input', 'read', ({ rows, columns }) => rows * columns), floats('output', 'read_write', outputs)],
  code({ rows, columns, of }) {
    const strides =
      of === 'rows'
        ? { COUNT: columns, NEXT_TERM: 1, NEXT_MEAN: columns }
        : { COUNT: rows, NEXT_TERM: columns, NEXT_MEAN: 1 };
    return [constants(strides), linearIndex, source].join('\n');
  },
  grid: (shape) => linearGrid(outputs(shape), workgroupSize),
};
