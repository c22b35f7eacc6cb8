// As lanesProduct.wgsl, one term of the sum after another. To be unrolled.

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let row = 4u * ROW_GROUPS * group.y;
  let column = 4u * (COLUMN_GROUPS * LANES * group.x + lane);
  var sums: array<mat4x4f, GROUPS>;
  // unroll
  for (var h = 0u; h < COLUMN_GROUPS; h++) {
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      sums[COLUMN_GROUPS * g + h] = initial(group.z, row + 4u * g, column + 4u * LANES * h);
    }
  }
  var lines: leftLines;
  let end = min(K, SHARE * (group.z + 1u));
  for (var k = SHARE * group.z; k < end; k++) {
    leftTurn(&lines, row, k, lane);
    var others: array<vec4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      others[h] = rightLine(k, column + 4u * LANES * h);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let own = leftRows(lines, k, g);
      // unroll
      for (var h = 0u; h < COLUMN_GROUPS; h++) {
        sums[COLUMN_GROUPS * g + h] = plusTerm(sums[COLUMN_GROUPS * g + h], others[h], own);
      }
    }
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      outputStore(M * N * group.z, row + 4u * g, column + 4u * LANES * h, sums[COLUMN_GROUPS * g + h]);
    }
  }
}
