// All gradients of x * weight + bias in one dispatch, since they wait for nothing but the same upstream gradient and are
// often too small to fill a device one by one. The first workgroups own tiles of the input's gradient,
// upstream * transpose(weight), the others tiles of the weight's, transpose(x) * upstream; of these the first rows also add
// up the columns of the upstream gradient, which pass by anyway. Tiles as in product.wgsl.

@group(0) @binding(5) var<storage, read_write> forBias: array<f32>;

// Row and column of an invocation's tile: workgroups in reading order over the result, invocations within theirs.
fn placeOf(group: u32, across: u32, local: u32, wide: u32) -> vec2u {
  let row = group / across * (WORKGROUP / wide) + local / wide;
  let column = group % across * wide + local % wide;
  return vec2u(4u * ROW_GROUPS * row, 4u * column);
}

fn inputGradient(row: u32, column: u32) {
  if (row >= ROWS || column >= INPUTS) {
    return;
  }
  var sums: array<mat4x4f, ROW_GROUPS>;
  for (var k = 0u; k < OUTPUTS; k += 4u) {
    let other = weightTile(column, k);
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      sums[g] += other * upstreamTile(row + 4u * g, k);
    }
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    forInputStore(row + 4u * g, column, sums[g]);
  }
}

fn weightGradient(row: u32, column: u32) {
  if (row >= INPUTS || column >= OUTPUTS) {
    return;
  }
  var sums: array<mat4x4f, ROW_GROUPS>;
  var total = vec4f();
  for (var k = 0u; k < ROWS; k += 4u) {
    let other = upstreamTile(k, column);
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      sums[g] += other * xTile(k, row + 4u * g);
    }
    if (row == 0u) {
      total += other[0] + other[1] + other[2] + other[3];
    }
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    forWeightStore(row + 4u * g, column, sums[g]);
  }
  if (row == 0u) {
    for (var c = 0u; c < min(4u, OUTPUTS - column); c++) {
      forBias[column + c] = total[c];
    }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let group = id.y * groups.x + id.x;
  if (group < INPUT_GROUPS) {
    let place = placeOf(group, INPUT_ACROSS, local, INPUT_WIDE);
    inputGradient(place.x, place.y);
  } else {
    let place = placeOf(group - INPUT_GROUPS, WEIGHT_ACROSS, local, WEIGHT_WIDE);
    weightGradient(place.x, place.y);
  }
}
