// Matrix product, M x N from M x K and K x N, a tile of the result per subgroup, which is the workgroup. Invocations have
// the rows of the tile in common and own columns of it. To be unrolled: who speaks in a broadcast must be a constant.

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
  let end = min(K, SHARE * (group.z + 1u));
  for (var k = SHARE * group.z; k < end; k += 4u) {
    var lines: array<vec4f, LINES>;
    // unroll
    for (var i = 0u; i < LINES; i++) {
      lines[i] = leftLine(row, k, LANES * i + lane);
    }
    var others: array<mat4x4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      others[h] = right(k, column + 4u * LANES * h);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let own = leftTile(
        subgroupBroadcast(lines[4u * g / LANES], 4u * g % LANES),
        subgroupBroadcast(lines[(4u * g + 1u) / LANES], (4u * g + 1u) % LANES),
        subgroupBroadcast(lines[(4u * g + 2u) / LANES], (4u * g + 2u) % LANES),
        subgroupBroadcast(lines[(4u * g + 3u) / LANES], (4u * g + 3u) % LANES),
      );
      // unroll
      for (var h = 0u; h < COLUMN_GROUPS; h++) {
        sums[COLUMN_GROUPS * g + h] = plusProduct(sums[COLUMN_GROUPS * g + h], others[h], own);
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
