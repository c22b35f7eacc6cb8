// Matrix product, M x N from M x K and K x N. Each invocation keeps tiles of the result in registers and walks along K
// four at a time; `left` and `right` give tiles of the factors whichever way these lie in memory. No shared memory and
// no barriers: neighbours read the same lines, which caches serve.
// Columns of a tile are rows of its matrix, so right * left is the product of the tiles.

@compute @workgroup_size(WIDE, HIGH)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  // Neighbours take neighbouring columns, so that they read together.
  let column = 4u * (COLUMN_GROUPS * WIDE * group.x + local.x);
  let row = 4u * ROW_GROUPS * (HIGH * group.y + local.y);
  if (row >= M || column >= N) {
    return;
  }
  var sums: array<mat4x4f, GROUPS>;
  // unroll
  for (var h = 0u; h < COLUMN_GROUPS; h++) {
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      sums[COLUMN_GROUPS * g + h] = initial(group.z, row + 4u * g, column + 4u * WIDE * h);
    }
  }
  let end = min(K, SHARE * (group.z + 1u));
  for (var k = SHARE * group.z; k < end; k += 4u) {
    var others: array<mat4x4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      others[h] = right(k, column + 4u * WIDE * h);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let own = left(row + 4u * g, k);
      // unroll
      for (var h = 0u; h < COLUMN_GROUPS; h++) {
        sums[COLUMN_GROUPS * g + h] += others[h] * own;
      }
    }
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      outputStore(M * N * group.z, row + 4u * g, column + 4u * WIDE * h, sums[COLUMN_GROUPS * g + h]);
    }
  }
}
