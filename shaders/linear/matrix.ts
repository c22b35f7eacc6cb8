/**
 * WGSL for a row-major matrix that is read or written in tiles of 4×4. A tile is a `mat4x4f` whose columns are four
 * consecutive rows of the matrix; past the edges it holds zeros. Matrices whose rows are a multiple of four long lie
 * on 16-byte boundaries and move as `vec4f`, others number by number.
 */
import type { Extent } from './tiles.ts';

interface Matrix extends Extent {
  readonly binding: number;
  readonly name: string;
}

interface Target extends Matrix {
  /** What is stored at `row + r` from `column` on, an expression; `lines[r]` is what the tile holds of it. */
  readonly stored?: string;
}

export interface Source extends Matrix {
  /** How far tiles may reach in each direction: where the extent is a multiple of it, no edge needs watching. */
  readonly step: Extent;
}

export const four = [0, 1, 2, 3] as const;

/** Declares the matrix, `<name>Tile(row, column)`, and `<name>Turned(row, column)`, whose columns are columns of the matrix. */
export function tileSource(source: Source): string {
  const { binding, name, columns } = source;
  const aligned = columns % 4 === 0;
  const lines = four.map((r) => `  let line${r} = ${name}Line(row + ${r}u, column);`).join('\n');
  // Written out: compilers take their time over `transpose` of a matrix that was just put together.
  const turned = four.map((c) => `vec4f(${four.map((r) => `line${r}[${c}]`).join(', ')})`);
  return `@group(0) @binding(${binding}) var<storage, read> ${name}: array<${aligned ? 'vec4f' : 'f32'}>;
fn ${name}Line(row: u32, column: u32) -> vec4f {
${aligned ? alignedLine(source) : looseLine(source)}
}
fn ${name}Tile(row: u32, column: u32) -> mat4x4f {
${lines}
  return mat4x4f(line0, line1, line2, line3);
}
fn ${name}Turned(row: u32, column: u32) -> mat4x4f {
${lines}
  return mat4x4f(${turned.join(', ')});
}
`;
}

function alignedLine({ name, rows, columns, step }: Source): string {
  const bounds = [
    { index: 'row', inside: rows % step.rows === 0, end: rows, last: rows - 1 },
    { index: 'column', inside: columns % step.columns === 0, end: columns, last: columns - 4 },
  ];
  const [row, column] = bounds.map(({ index, inside, last }) => (inside ? index : `min(${index}, ${last}u)`));
  const element = `${name}[(${row} * ${columns}u + ${column}) / 4u]`;
  const conditions = bounds.filter(({ inside }) => !inside).map(({ index, end }) => `${index} < ${end}u`);
  return `  return ${conditions.length > 0 ? `select(vec4f(), ${element}, ${conditions.join(' && ')})` : element};`;
}

/**
 * Branches and a loop at the edge, although four selects would do: tiles of such selects, once turned, kept SwiftShader's
 * compiler busy for minutes.
 */
function looseLine({ name, rows, columns }: Source): string {
  return `  if (row >= ${rows}u) {
    return vec4f();
  }
  let at = row * ${columns}u + column;
  if (column + 4u <= ${columns}u) {
    return vec4f(${four.map((c) => `${name}[at + ${c}u]`).join(', ')});
  }
  var line = vec4f();
  for (var c = column; c < ${columns}u; c++) {
    line[c - column] = ${name}[at + c - column];
  }
  return line;`;
}

/**
 * Declares the matrix, and `<name>Store(start, row, column, tile)`, which leaves out what is past the edges. Several
 * matrices of this size may lie one after another; `start` is where the one begins.
 */
export function tileTarget({ binding, name, rows, columns, stored = 'lines[r]' }: Target): string {
  const aligned = columns % 4 === 0;
  const store = aligned
    ? `${name}[(start + (row + r) * ${columns}u + column) / 4u] = ${stored};`
    : `let line = ${stored};
    for (var c = 0u; c < min(4u, ${columns}u - column); c++) {
      ${name}[start + (row + r) * ${columns}u + column + c] = line[c];
    }`;
  return `@group(0) @binding(${binding}) var<storage, read_write> ${name}: array<${aligned ? 'vec4f' : 'f32'}>;
fn ${name}Store(start: u32, row: u32, column: u32, tile: mat4x4f) {
  if (column >= ${columns}u) {
    return;
  }
  var lines = tile;
  for (var r = 0u; r < 4u; r++) {
    if (row + r >= ${rows}u) {
      return;
    }
    ${store}
  }
}
`;
}
