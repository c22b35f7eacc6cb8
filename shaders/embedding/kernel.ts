/** Rows of a table [V, D] by ids [M]. The gradient of the table is two dispatches: chains of equal ids, then sums along them. */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type BufferBinding, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import chain from './chain.wgsl?raw';
import gather from './gather.wgsl?raw';
import scatter from './scatter.wgsl?raw';

export interface EmbeddingShape {
  /** M */
  readonly rows: number;
  /** V */
  readonly vocabulary: number;
  /** D */
  readonly width: number;
}

export interface EmbeddingScatterShape extends EmbeddingShape {
  /** The gradient is added to what is there. */
  readonly adds: boolean;
}

const workgroupSize = 64;
const rowsLength = ({ rows, width }: EmbeddingShape): number => rows * width;
const tableLength = ({ vocabulary, width }: EmbeddingShape): number => vocabulary * width;
const ids: BufferBinding<EmbeddingShape> = { name: 'ids', access: 'read', type: 'i32', length: ({ rows }) => rows };

const moduleOf =
  (source: string) =>
  ({ vocabulary, width }: EmbeddingShape): string =>
    [
      constants({ V: vocabulary, ITEMS: width / itemWidth(width) }),
      itemType(itemWidth(width)),
      linearIndex,
      source,
    ].join('\n');

export const embeddingGather: Kernel<EmbeddingShape> = {
  id: 'embedding-gather',
  bindings: [ids, floats('table', 'read', tableLength), floats('output', 'read_write', rowsLength)],
  code: moduleOf(gather),
  grid: (shape) => linearGrid(rowsLength(shape) / itemWidth(shape.width), workgroupSize),
};

/** Integers in `chain`. */
export const embeddingChainLength = ({ rows, vocabulary }: EmbeddingShape): number => vocabulary + rows;

export const embeddingChain: Kernel<EmbeddingShape> = {
  id: 'embedding-chain',
  bindings: [ids, { name: 'chain', access: 'read_write', type: 'i32', length: embeddingChainLength }],
  code: moduleOf(chain),
  grid: (shape) => linearGrid(embeddingChainLength(shape), workgroupSize),
};

export const embeddingScatter: Kernel<EmbeddingScatterShape> = {
  id: 'embedding-scatter',
  bindings: [
    { name: 'chain', access: 'read', type: 'i32', length: embeddingChainLength },
    floats('upstream', 'read', rowsLength),
    floats('gradient', 'read_write', tableLength),
  ],
  code: (shape) => [`const ADDS = ${shape.adds};`, moduleOf(scatter)(shape)].join('\n'),
  grid: (shape) => linearGrid(tableLength(shape) / itemWidth(shape.width), workgroupSize),
};
