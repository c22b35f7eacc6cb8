// Matrix product, M x N from M x K and K x N. Each invocation keeps a tile of the result in registers and walks along K
// four at a time; `left` and `right` give tiles of the factors whichever way these lie in memory. No shared memory and
// no barriers: neighbours read the same lines, which caches serve.
// Columns of a tile are rows of its matrix, so right * left is the product of the tiles.

@compute @workgroup_size(WIDE, HIGH)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = 4u * id.x;
  let row = 4u * ROW_GROUPS * id.y;
  if (row >= M || column >= N) {
    return;
  }
  var sums: array<mat4x4f, ROW_GROUPS>;
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    sums[g] = initial(column);
  }
  for (var k = 0u; k < K; k += 4u) {
    let other = right(k, column);
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      sums[g] += other * left(row + 4u * g, k);
    }
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    outputStore(row + 4u * g, column, sums[g]);
  }
}
