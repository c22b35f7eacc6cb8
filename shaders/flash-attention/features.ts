/**
 * WGSL for a row-major matrix whose rows hold the features of several heads, read or written four features at a time.
 * Heads that are a multiple of four wide lie on 16-byte boundaries and move as `vec4f`; others scalar by scalar, zeros
 * beyond the head's width.
 */
import type { Access } from '../common/kernel.ts';

interface FeatureMatrix {
  readonly binding: number;
  readonly name: string;
  readonly access: Access;
  /** Features in a row of the matrix. */
  readonly rowLength: number;
  readonly headWidth: number;
}

export function featureMatrix({ binding, name, access, rowLength, headWidth }: FeatureMatrix): string {
  const aligned = headWidth % 4 === 0;
  const declaration = `@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${aligned ? 'vec4f' : 'f32'}>;`;
  const functions = access === 'read' ? reader(name, rowLength, aligned) : writer(name, rowLength, aligned);
  return `${declaration}\n${functions}\n`;
}

/**
 * A tile is four consecutive rows as the columns of a matrix. `at`: the head's first feature in the first row; `c`: which
 * four features of the head. Rows past the end are read from the last one; what they give is masked or not stored.
 */
function reader(name: string, rowLength: number, aligned: boolean): string {
  const chunk = aligned
    ? `return ${name}[at / 4u + c];`
    : `var v = vec4f();
  for (var k = 0u; k < min(4u, HEAD_WIDTH - 4u * c); k++) {
    v[k] = ${name}[at + 4u * c + k];
  }
  return v;`;
  const column = (k: number): string => `${name}Chunk(at + min(row + ${k}u, T - 1u) * ${rowLength}u, c)`;
  return `fn ${name}Chunk(at: u32, c: u32) -> vec4f {
  ${chunk}
}
fn ${name}Tile(at: u32, row: u32, c: u32) -> mat4x4f {
  return mat4x4f(${[0, 1, 2, 3].map(column).join(', ')});
}`;
}

/** For one row, and for the first `rows` rows of a tile. */
function writer(name: string, rowLength: number, aligned: boolean): string {
  const store = aligned
    ? `${name}[at / 4u + c] = line;`
    : `for (var k = 0u; k < min(4u, HEAD_WIDTH - 4u * c); k++) {
    ${name}[at + 4u * c + k] = line[k];
  }`;
  const called = `store${name[0]?.toUpperCase()}${name.slice(1)}`;
  return `fn ${called}Row(at: u32, c: u32, line: vec4f) {
  ${store}
}
fn ${called}(at: u32, c: u32, rows: u32, tile: mat4x4f) {
  var columns = tile;
  for (var r = 0u; r < rows; r++) {
    ${called}Row(at + r * ${rowLength}u, c, columns[r]);
  }
}`;
}
