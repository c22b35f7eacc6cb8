/**
 * How the invocations of a subgroup give each other lines of the left factor: each reads some, and every row of a tile is
 * then read once and not once for each of them. Software adapters want it so: reading four numbers at a place of its own for
 * every invocation is what takes them longest, and what a neighbour has in a register costs next to nothing.
 */
import plusMatrices from '../common/plusMatrices.wgsl?raw';
import plusProduct from '../common/plusProduct.wgsl?raw';
import type { Layout } from './kernel.ts';
import { four } from './matrix.ts';
import type { LanesTiling, Tiling } from './tiles.ts';

/**
 * Declares what lanesProduct.wgsl and lanesBackward.wgsl ask for of a left factor: `<left>Line(row, k, i)`, the line that is
 * number i of the tiles from there on, and `<left>Tile(line0, …)`, a tile of four such lines.
 * @param matrix declared by `tileSource`
 * @param turned it lies with the sum as its slow index
 */
export function laneLines(left: string, matrix: string, turned: boolean): string {
  const place = turned ? 'k + i % 4u, row + i / 4u * 4u' : 'row + i, k';
  const columns = turned
    ? four.map((c) => `vec4f(${four.map((r) => `line${r}[${c}]`).join(', ')})`)
    : four.map((r) => `line${r}`);
  return `fn ${left}Line(row: u32, k: u32, i: u32) -> vec4f {
  return ${matrix}Line(${place});
}
fn ${left}Tile(${four.map((r) => `line${r}: vec4f`).join(', ')}) -> mat4x4f {
  return mat4x4f(${columns.join(', ')});
}
`;
}

/**
 * Declares what lanesTerms.wgsl and lanesWeightTerms.wgsl ask for of a left factor: `<left>Turn(lines, row, k, lane)`, which
 * reads what term k of the sum needs and is not there yet, and `<left>Rows(lines, k, g)`, that term of four rows, 4 g and on.
 * A line is one term of four rows where the sum is the slow index, and else four terms of one row. To be unrolled.
 * @param matrix declared by `tileSource`
 * @param turned it lies with the sum as its slow index
 */
export function laneTerms(left: string, matrix: string, turned: boolean): string {
  const count = turned ? 'TURNED_LINES' : 'LINES';
  const place = turned ? 'k, row + 4u * (LANES * i + lane)' : 'row + LANES * i + lane, k';
  const row = (r: number): string =>
    `subgroupShuffle(lines[(4u * g + ${r}u) / LANES][k % 4u], (4u * g + ${r}u) % LANES)`;
  return `alias ${left}Lines = array<vec4f, ${count}>;
fn ${left}Turn(lines: ptr<function, ${left}Lines>, row: u32, k: u32, lane: u32) {
  if (${turned ? 'true' : 'k % 4u == 0u'}) {
    // unroll
    for (var i = 0u; i < ${count}; i++) {
      (*lines)[i] = ${matrix}Line(${place});
    }
  }
}
fn ${left}Rows(lines: ${left}Lines, k: u32, g: u32) -> vec4f {
  return ${turned ? 'subgroupShuffle(lines[g / LANES], g % LANES)' : `vec4f(${four.map(row).join(', ')})`};
}
`;
}

/** Whether the right factor of a layout has a term of the sum in a line of its own, and the tiling makes use of it. */
export const addsTerms = (tiling: Tiling, layout: Layout): boolean =>
  tiling.kind === 'lanes' && tiling.turn === 1 && layout !== 'NT';

/** Declares `plusProduct(sum, right, left)` of tiles. */
export const plusTiles = ({ by }: LanesTiling): string => (by === 'matrices' ? plusMatrices : plusProduct);
