// A stretch of both factors in shared memory, and its product. Both lie in it with the sum as the slow index: what an
// invocation multiplies are whole vectors of four rows and four columns, and neighbours read neighbouring vectors. They
// arrive as tiles of four by four, turned on the way where the sum is the fast index in memory.

const TILE_ROWS = 4u * ROW_GROUPS * HIGH;
const TILE_COLUMNS = 4u * COLUMN_GROUPS * WIDE;
const LEFT_BLOCKS = TILE_ROWS / 4u * DEPTH / 4u;
const RIGHT_BLOCKS = TILE_COLUMNS / 4u * DEPTH / 4u;

var<workgroup> leftRows: array<array<Held, TILE_ROWS / 4u>, DEPTH>;
var<workgroup> rightColumns: array<array<Held, TILE_COLUMNS / 4u>, DEPTH>;

struct Block {
  // First of four along the sum, and which four rows or columns.
  k: u32,
  at: u32,
}

fn keepLeft(block: Block, tile: mat4x4f) {
  leftRows[block.k][block.at] = Held(tile[0]);
  leftRows[block.k + 1u][block.at] = Held(tile[1]);
  leftRows[block.k + 2u][block.at] = Held(tile[2]);
  leftRows[block.k + 3u][block.at] = Held(tile[3]);
}

fn keepRight(block: Block, tile: mat4x4f) {
  rightColumns[block.k][block.at] = Held(tile[0]);
  rightColumns[block.k + 1u][block.at] = Held(tile[1]);
  rightColumns[block.k + 2u][block.at] = Held(tile[2]);
  rightColumns[block.k + 3u][block.at] = Held(tile[3]);
}

fn leftBlock(block: u32) -> Block {
  return Block(4u * (block / (TILE_ROWS / 4u)), block % (TILE_ROWS / 4u));
}

fn rightBlock(block: u32) -> Block {
  return Block(4u * (block / (TILE_COLUMNS / 4u)), block % (TILE_COLUMNS / 4u));
}

// The groups of four that an invocation owns lie a workgroup's width or height apart.
fn multiply(sums: ptr<function, array<mat4x4f, GROUPS>>, local: u32) {
  for (var k = 0u; k < DEPTH; k++) {
    var columns: array<vec4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      columns[h] = vec4f(rightColumns[k][WIDE * h + local % WIDE]);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let rows = vec4f(leftRows[k][HIGH * g + local / WIDE]);
      // unroll
      for (var h = 0u; h < COLUMN_GROUPS; h++) {
        let line = columns[h];
        (*sums)[COLUMN_GROUPS * g + h] += mat4x4f(rows.x * line, rows.y * line, rows.z * line, rows.w * line);
      }
    }
  }
}
