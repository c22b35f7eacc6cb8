// All gradients of x * weight + bias in one dispatch, divided among workgroups as in backward.wgsl, each of them a subgroup
// whose invocations have rows in common as in lanesProduct.wgsl. To be unrolled.

@group(0) @binding(5) var<storage, read_write> forBias: array<f32>;

fn inputGradient(row: u32, column: u32, lane: u32) {
  var sums: array<mat4x4f, GROUPS>;
  for (var k = 0u; k < OUTPUTS; k += 4u) {
    var lines: array<vec4f, LINES>;
    // unroll
    for (var i = 0u; i < LINES; i++) {
      lines[i] = gradientLine(row, k, LANES * i + lane);
    }
    var others: array<mat4x4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      others[h] = weightTurned(column + 4u * LANES * h, k);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let own = gradientTile(
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
      forInputStore(0u, row + 4u * g, column + 4u * LANES * h, sums[COLUMN_GROUPS * g + h]);
    }
  }
}

fn storeTotal(share: u32, column: u32, total: vec4f) {
  for (var c = 0u; c < 4u && column + c < OUTPUTS; c++) {
    forBias[OUTPUTS * share + column + c] = total[c];
  }
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let group = id.y * groups.x + id.x;
  if (group < INPUT_GROUPS) {
    let column = group % INPUT_ACROSS * LANES * COLUMN_GROUPS + lane;
    inputGradient(4u * ROW_GROUPS * (group / INPUT_ACROSS), 4u * column, lane);
  } else if (group < INPUT_GROUPS + SHARES * WEIGHT_GROUPS) {
    let share = (group - INPUT_GROUPS) / WEIGHT_GROUPS;
    let place = (group - INPUT_GROUPS) % WEIGHT_GROUPS;
    let column = place % WEIGHT_ACROSS * LANES * COLUMN_GROUPS + lane;
    weightGradient(share, 4u * ROW_GROUPS * (place / WEIGHT_ACROSS), 4u * column, lane);
  }
}
