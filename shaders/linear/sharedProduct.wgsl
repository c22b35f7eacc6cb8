// Matrix product, M x N from M x K and K x N, a tile of the result per workgroup.

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let firstRow = TILE_ROWS * group.y;
  let firstColumn = TILE_COLUMNS * group.x;
  var sums: array<mat4x4f, GROUPS>;
  let end = min(K, SHARE * (group.z + 1u));
  for (var k = SHARE * group.z; k < end; k += DEPTH) {
    for (var b = local; b < LEFT_BLOCKS; b += WORKGROUP) {
      let block = leftBlock(b);
      keepLeft(block, left(firstRow + 4u * block.at, k + block.k));
    }
    for (var b = local; b < RIGHT_BLOCKS; b += WORKGROUP) {
      let block = rightBlock(b);
      keepRight(block, right(k + block.k, firstColumn + 4u * block.at));
    }
    workgroupBarrier();
    multiply(&sums, local);
    workgroupBarrier();
  }
  // unroll
  for (var h = 0u; h < COLUMN_GROUPS; h++) {
    let column = firstColumn + 4u * (WIDE * h + local % WIDE);
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let row = firstRow + 4u * (HIGH * g + local / WIDE);
      let sum = lowered(sums[COLUMN_GROUPS * g + h]);
      outputStore(M * N * group.z, row, column, initial(group.z, row, column) + sum);
    }
  }
}
