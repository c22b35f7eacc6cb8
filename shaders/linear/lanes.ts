/**
 * How the invocations of a subgroup give each other lines of the left factor: each reads some, and every row of a tile is
 * then read once and not once for each of them. Software adapters want it so: reading four numbers at a place of its own for
 * every invocation is what takes them longest, and what a neighbour has in a register costs next to nothing.
 */
import { four } from './matrix.ts';

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
