/**
 * Products of matrices, and what a linear layer makes of them. The letters of a layout say how the factors lie in
 * memory, N as they are multiplied and T transposed: the result is [M, N], the left factor [M, K] or [K, M], the right
 * one [K, N] or [N, K], all row-major.
 */
import { constants, floats, type BufferBinding, type Grid, type Kernel } from '../common/kernel.ts';
import { unroll } from '../common/unroll.ts';
import { tileSource, tileTarget } from './matrix.ts';
import product from './product.wgsl?raw';
import { rowGroups, tileGrid } from './tiles.ts';

export interface ProductShape {
  /** M, of the result. */
  readonly rows: number;
  /** N, of the result. */
  readonly columns: number;
  /** K, what is summed over. */
  readonly inner: number;
}

export type Layout = 'NN' | 'NT' | 'TN';

const factors: readonly BufferBinding<ProductShape>[] = [
  floats('a', 'read', ({ rows, inner }) => rows * inner),
  floats('b', 'read', ({ columns, inner }) => columns * inner),
];
const output = floats<ProductShape>('output', 'read_write', ({ rows, columns }) => rows * columns);

const startAtZero = `fn initial(column: u32) -> mat4x4f {
  return mat4x4f();
}`;
const biasDeclaration = '@group(0) @binding(2) var<storage, read> bias: array<f32>;';
const startAtBias = `fn initial(column: u32) -> mat4x4f {
  var line: vec4f;
  for (var c = 0u; c < min(4u, N - column); c++) {
    line[c] = bias[column + c];
  }
  return mat4x4f(line, line, line, line);
}`;

/** `left(row, k)` and `right(k, column)`: tiles of the factors, wherever the layout has them. */
function factorTiles(layout: Layout, { rows, columns, inner }: ProductShape): string {
  const rowStep = 4 * rowGroups;
  const left =
    layout === 'TN'
      ? { rows: inner, columns: rows, step: { rows: 4, columns: rowStep }, turned: true }
      : { rows, columns: inner, step: { rows: rowStep, columns: 4 }, turned: false };
  const step = { rows: 4, columns: 4 };
  const right =
    layout === 'NT'
      ? { rows: columns, columns: inner, step, turned: true }
      : { rows: inner, columns, step, turned: false };
  return `${tileSource({ binding: 0, name: 'a', ...left })}${tileSource({ binding: 1, name: 'b', ...right })}
fn left(row: u32, k: u32) -> mat4x4f {
  return aTile(${layout === 'TN' ? 'k, row' : 'row, k'});
}
fn right(k: u32, column: u32) -> mat4x4f {
  return bTile(${layout === 'NT' ? 'column, k' : 'k, column'});
}`;
}

function moduleOf(source: string, layout: Layout, shape: ProductShape, parts: readonly string[]): string {
  const { rows, columns, inner } = shape;
  const { wide, high } = tileGrid(rows, columns);
  return [
    constants({ M: rows, N: columns, K: inner, ROW_GROUPS: rowGroups, WIDE: wide, HIGH: high }),
    factorTiles(layout, shape),
    ...parts,
    unroll(source, { ROW_GROUPS: rowGroups }),
  ].join('\n');
}

const outputAt = (binding: number, { rows, columns }: ProductShape): string =>
  tileTarget({ binding, name: 'output', rows, columns });

function grid({ rows, columns }: ProductShape): Grid {
  const { across, down } = tileGrid(rows, columns);
  return [across, down, 1];
}

const productOf = (layout: Layout): Kernel<ProductShape> => ({
  id: `product-${layout}`,
  bindings: [...factors, output],
  code: (shape) => moduleOf(product, layout, shape, [outputAt(2, shape), startAtZero]),
  grid,
});

export const products: Readonly<Record<Layout, Kernel<ProductShape>>> = {
  NN: productOf('NN'),
  NT: productOf('NT'),
  TN: productOf('TN'),
};

/** a [M, K] · b [K, N] + bias [N]. */
export const biasedProduct: Kernel<ProductShape> = {
  id: 'product-bias',
  bindings: [...factors, floats('bias', 'read', ({ columns }) => columns), output],
  code: (shape) => moduleOf(product, 'NN', shape, [biasDeclaration, outputAt(3, shape), startAtBias]),
  grid,
};
