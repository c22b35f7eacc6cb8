/**
 * Products of matrices, and what a linear layer makes of them. The letters of a layout say how the factors lie in
 * memory, N as they are multiplied and T transposed: the result is [M, N], the left factor [M, K] or [K, M], the right
 * one [K, N] or [N, K], all row-major.
 */
import { constants, floats, type Kernel } from '../common/kernel.ts';
import { unroll } from '../common/unroll.ts';
import { activationSource, type PointwiseActivation } from './activation.ts';
import { extensions, heldTiles, raiseFor } from './half.ts';
import { addsTerms, laneLines, laneTerms, plusTiles } from './lanes.ts';
import lanesProduct from './lanesProduct.wgsl?raw';
import lanesTerms from './lanesTerms.wgsl?raw';
import { tileSource, tileTarget } from './matrix.ts';
import plusTerm from '../common/plusTerm.wgsl?raw';
import product from './product.wgsl?raw';
import sharedProduct from './sharedProduct.wgsl?raw';
import sharedTiles from './sharedTiles.wgsl?raw';
import {
  depthOf,
  groupCounts,
  reachOf,
  shareLength,
  tileGrid,
  type Extent,
  type LanesTiling,
  type Tiling,
} from './tiles.ts';
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

/** Which factor is a gradient of a mean over tokens, if one is. In half precision its numbers would be too small. */
export type GradientFactor = 'left' | 'right' | null;

const biasLines = `fn biasTile(column: u32) -> mat4x4f {
  var line: vec4f;
  for (var c = 0u; c < 4u && column + c < N; c++) {
    line[c] = bias[column + c];
  }
  return mat4x4f(line, line, line, line);
}`;

/** What a sum starts from, in the first share of it: bound variables `bias` and `onto`, where there are such. */
export function startText({ bias, onto }: Terms): string {
  const terms = [...(bias ? ['biasTile(column)'] : []), ...(onto ? ['ontoTile(row, column)'] : [])];
  const start =
    terms.length === 0
      ? ''
      : `  if (share == 0u) {
    return ${terms.join(' + ')};
  }
`;
  return `${bias ? `${biasLines}\n` : ''}fn initial(share: u32, row: u32, column: u32) -> mat4x4f {
${start}  return mat4x4f();
}`;
}

/** `left(row, k)` and `right(k, column)`: tiles of the factors, wherever the layout has them; or their terms. */
function factorTiles(
  layout: Layout,
  { rows, columns, inner }: ProductShape,
  tiling: Tiling,
  gradient: GradientFactor,
): string {
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
  const factors = `${tileSource({ binding: 0, name: 'a', ...left })}${tileSource({ binding: 1, name: 'b', ...right })}`;
  if (addsTerms(tiling, layout)) {
    return `${factors}
${unroll(laneTerms('left', 'a', layout === 'TN'), groupCounts(tiling))}
fn rightLine(k: u32, column: u32) -> vec4f {
  return bLine(k, column);
}`;
  }
  // In shared memory the sum is the slow index of both factors, in registers the fast one of the left factor.
  const turnsLeft = (layout === 'TN') !== (tiling.kind === 'shared');
  const read = (name: string, turns: boolean, place: string, raises: boolean): string => {
    const tile = `${name}${turns ? 'Turned' : 'Tile'}(${place})`;
    return raises && tiling.kind === 'shared' && tiling.held === 'f16' ? `raised(${tile})` : tile;
  };
  const leftText =
    tiling.kind === 'lanes'
      ? laneLines('left', 'a', layout === 'TN')
      : `fn left(row: u32, k: u32) -> mat4x4f {
  return ${read('a', turnsLeft, layout === 'TN' ? 'k, row' : 'row, k', gradient === 'left')};
}`;
  return `${factors}
${leftText}
fn right(k: u32, column: u32) -> mat4x4f {
  return ${read('b', layout === 'NT', layout === 'NT' ? 'column, k' : 'k, column', gradient === 'right')};
}`;
}

/** What is added to a product. */
interface Terms {
  /** A bias [N], to every row; in the layout NN. */
  readonly bias: boolean;
  /** A matrix [M, N]. */
  readonly onto: boolean;
}

/** Terms are bound after the factors, in their order. */
interface ProductOptions extends Partial<Terms> {
  readonly gradient?: GradientFactor;
  /** The results are then two, the sum as it is and what the activation makes of it; of variants that cut no sums. */
  readonly activation?: PointwiseActivation | null;
  readonly variant?: ProductVariant;
}

/** Over which the gradient is a mean. */
const tokensOf = (layout: Layout, { rows, inner }: ProductShape): number => (layout === 'TN' ? inner : rows);

/** Where results go, from that binding on. */
function resultTargets(binding: number, activation: PointwiseActivation | null, { rows, columns }: Extent): string {
  if (!activation) return tileTarget({ binding, name: 'output', rows, columns });
  return `${activationSource(activation)}
${tileTarget({ binding, name: 'before', rows, columns })}
${tileTarget({ binding: binding + 1, name: 'activated', rows, columns, stored: 'activation(lines[r])' })}
fn outputStore(start: u32, row: u32, column: u32, tile: mat4x4f) {
  beforeStore(start, row, column, tile);
  activatedStore(start, row, column, tile);
}`;
}

const lanesText = (tiling: LanesTiling, terms: boolean): string =>
  terms ? `${plusTerm}\n${lanesTerms}` : `${plusTiles(tiling)}\n${lanesProduct}`;

/**
 * @param parts declare the bindings, `left`, `right`, `initial` and `outputStore`
 * @param raise what a gradient among the factors is multiplied with in half precision
 * @param terms the parts declare terms of the factors, and not tiles of them
 */
export function productText(
  { tiling, shares }: ProductVariant,
  shape: ProductShape,
  parts: readonly string[],
  { raise = 1, terms = false } = {},
): string {
  const { rows, columns, inner } = shape;
  const { wide, high } = tileGrid(rows, columns, tiling);
  const { workgroupSize } = tiling;
  const counts = groupCounts(tiling);
  return [
    extensions(tiling),
    constants({ M: rows, N: columns, K: inner, SHARE: shareLength(inner, shares, depthOf(tiling)) }),
    constants({ ...counts, WIDE: wide, HIGH: high, WORKGROUP: workgroupSize, DEPTH: depthOf(tiling) }),
    ...parts,
    tiling.kind === 'shared'
      ? `${heldTiles(tiling, raise)}\n${unroll(`${sharedTiles}\n${sharedProduct}`, counts)}`
      : unroll(tiling.kind === 'lanes' ? lanesText(tiling, terms) : product, counts),
  ].join('\n');
}

function code(
  layout: Layout,
  { gradient, activation, variant, ...terms }: Required<ProductOptions>,
  shape: ProductShape,
): string {
  const { rows, columns } = shape;
  const { tiling } = variant;
  const reach = reachOf(tiling, tileGrid(rows, columns, tiling));
  const parts = [
    factorTiles(layout, shape, tiling, gradient),
    terms.bias ? '@group(0) @binding(2) var<storage, read> bias: array<f32>;' : '',
    terms.onto ? tileSource({ binding: terms.bias ? 3 : 2, name: 'onto', rows, columns, step: reach }) : '',
    startText(terms),
    resultTargets(2 + Number(terms.bias) + Number(terms.onto), activation, { rows, columns }),
  ];
  return productText(variant, shape, parts, {
    raise: gradient === null ? 1 : raiseFor(tokensOf(layout, shape)),
    terms: addsTerms(tiling, layout),
  });
}

/** With several shares, the output holds that many results, whose sum is the product. */
export function productKernel(
  layout: Layout,
  { bias = false, onto = false, gradient = null, activation = null, variant = defaultVariant }: ProductOptions = {},
): Kernel<ProductShape> {
  const { id, tiling, shares } = variant;
  if (activation && shares > 1) throw new Error(`${id}: an activation needs whole sums`);
  const results = activation ? ['before', 'activated'] : ['output'];
  return {
    id: `product-${layout}${bias ? '-bias' : ''}${onto ? '-onto' : ''}${activation ? `-${activation}` : ''} ${id}`,
    bindings: [
      floats('a', 'read', ({ rows, inner }) => rows * inner),
      floats('b', 'read', ({ columns, inner }) => columns * inner),
      ...(bias ? [floats<ProductShape>('bias', 'read', ({ columns }) => columns)] : []),
      ...(onto ? [floats<ProductShape>('onto', 'read', ({ rows, columns }) => rows * columns)] : []),
      ...results.map((name) =>
        floats<ProductShape>(name, 'read_write', ({ rows, columns }) => shares * rows * columns),
      ),
    ],
    code: (shape) => code(layout, { bias, onto, gradient, activation, variant }, shape),
    grid({ rows, columns }) {
      const { across, down } = tileGrid(rows, columns, tiling);
      return [across, down, shares];
    },
  };
}
