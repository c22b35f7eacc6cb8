/**
 * Products of matrices, and what a linear layer makes of them. The letters of a layout say how the factors lie in
 * memory, N as they are multiplied and T transposed: the result is [M, N], the left factor [M, K] or [K, M], the right
 * one [K, N] or [N, K], all row-major.
 */
import { constants, floats, type Kernel } from '../common/kernel.ts';
import { unroll } from '../common/unroll.ts';
import { tileSource, tileTarget } from './matrix.ts';
import product from './product.wgsl?raw';
import sharedProduct from './sharedProduct.wgsl?raw';
import sharedTiles from './sharedTiles.wgsl?raw';
import { depthOf, groupCounts, reachOf, shareLength, tileGrid, type Tiling } from './tiles.ts';
import { defaultVariant, type ProductVariant } from './variants.ts';

export interface ProductShape {
  /** M, of the result. */
  readonly rows: number;
  /** N, of the result. */
  readonly columns: number;
  /** K, what is summed over. */
  readonly inner: number;
}

export type Layout = 'NN' | 'NT' | 'TN';

const startAtZero = `fn initial(share: u32, column: u32) -> mat4x4f {
  return mat4x4f();
}`;
const startAtBias = `@group(0) @binding(2) var<storage, read> bias: array<f32>;
fn initial(share: u32, column: u32) -> mat4x4f {
  var line: vec4f;
  for (var c = 0u; share == 0u && c < 4u && column + c < N; c++) {
    line[c] = bias[column + c];
  }
  return mat4x4f(line, line, line, line);
}`;

/** `left(row, k)` and `right(k, column)`: tiles of the factors, wherever the layout has them. */
function factorTiles(layout: Layout, { rows, columns, inner }: ProductShape, tiling: Tiling): string {
  const reach = reachOf(tiling, tileGrid(rows, columns, tiling));
  const depth = depthOf(tiling);
  const left =
    layout === 'TN'
      ? { rows: inner, columns: rows, step: { rows: depth, columns: reach.rows } }
      : { rows, columns: inner, step: { rows: reach.rows, columns: depth } };
  const right =
    layout === 'NT'
      ? { rows: columns, columns: inner, step: { rows: reach.columns, columns: depth } }
      : { rows: inner, columns, step: { rows: depth, columns: reach.columns } };
  // In shared memory the sum is the slow index of both factors, in registers the fast one of the left factor.
  const turnsLeft = (layout === 'TN') !== (tiling.kind === 'shared');
  const reader = (name: string, turns: boolean): string => `${name}${turns ? 'Turned' : 'Tile'}`;
  return `${tileSource({ binding: 0, name: 'a', ...left })}${tileSource({ binding: 1, name: 'b', ...right })}
fn left(row: u32, k: u32) -> mat4x4f {
  return ${reader('a', turnsLeft)}(${layout === 'TN' ? 'k, row' : 'row, k'});
}
fn right(k: u32, column: u32) -> mat4x4f {
  return ${reader('b', layout === 'NT')}(${layout === 'NT' ? 'column, k' : 'k, column'});
}`;
}

interface ProductOptions {
  /** A bias [N] is bound third and added to every row; in the layout NN. */
  readonly bias?: boolean;
  readonly variant?: ProductVariant;
}

function code(layout: Layout, bias: boolean, { tiling, shares }: ProductVariant, shape: ProductShape): string {
  const { rows, columns, inner } = shape;
  const { wide, high } = tileGrid(rows, columns, tiling);
  const { kind, workgroupSize } = tiling;
  const counts = groupCounts(tiling);
  return [
    constants({ M: rows, N: columns, K: inner, SHARE: shareLength(inner, shares, depthOf(tiling)) }),
    constants({ ...counts, WIDE: wide, HIGH: high, WORKGROUP: workgroupSize, DEPTH: depthOf(tiling) }),
    factorTiles(layout, shape, tiling),
    bias ? startAtBias : startAtZero,
    tileTarget({ binding: bias ? 3 : 2, name: 'output', rows, columns }),
    unroll(kind === 'shared' ? `${sharedTiles}\n${sharedProduct}` : product, counts),
  ].join('\n');
}

/** With several shares, the output holds that many results, whose sum is the product. */
export function productKernel(
  layout: Layout,
  { bias = false, variant = defaultVariant }: ProductOptions = {},
): Kernel<ProductShape> {
  const { id, tiling, shares } = variant;
  return {
    id: `product-${layout}${bias ? '-bias' : ''} ${id}`,
    bindings: [
      floats('a', 'read', ({ rows, inner }) => rows * inner),
      floats('b', 'read', ({ columns, inner }) => columns * inner),
      ...(bias ? [floats<ProductShape>('bias', 'read', ({ columns }) => columns)] : []),
      floats('output', 'read_write', ({ rows, columns }) => shares * rows * columns),
    ],
    code: (shape) => code(layout, bias, variant, shape),
    grid({ rows, columns }) {
      const { across, down } = tileGrid(rows, columns, tiling);
      return [across, down, shares];
    },
  };
}
