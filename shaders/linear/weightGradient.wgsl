// Gradients of weights and bias together: left-transposed product as in product.wgsl, and the sums of the upstream
// gradient's columns, which pass by anyway; the invocations of the first rows of the result add them up.

@group(0) @binding(3) var<storage, read_write> biasGradient: array<f32>;

@compute @workgroup_size(WIDE, HIGH)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let column = 4u * id.x;
  let row = 4u * ROW_GROUPS * id.y;
  if (row >= M || column >= N) {
    return;
  }
  var sums: array<mat4x4f, ROW_GROUPS>;
  var total = vec4f();
  for (var k = 0u; k < K; k += 4u) {
    let other = right(k, column);
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      sums[g] += other * left(row + 4u * g, k);
    }
    if (row == 0u) {
      total += other[0] + other[1] + other[2] + other[3];
    }
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    outputStore(row + 4u * g, column, sums[g]);
  }
  if (row == 0u) {
    for (var c = 0u; c < min(4u, N - column); c++) {
      biasGradient[column + c] = total[c];
    }
  }
}
