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

// How many of the workgroups before one are for the weight.
fn forWeightBefore(group: u32) -> u32 {
  if (MIXED == 1u) {
    return group * (SHARES * WEIGHT_GROUPS) / (INPUT_GROUPS + SHARES * WEIGHT_GROUPS);
  }
  return max(group, INPUT_GROUPS) - INPUT_GROUPS;
}

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let group = id.y * groups.x + id.x;
  let before = forWeightBefore(group);
  let isForWeight = before != forWeightBefore(group + 1u);
  if (isForWeight && before < SHARES * WEIGHT_GROUPS) {
    let share = before / WEIGHT_GROUPS;
    let place = before % WEIGHT_GROUPS;
    let column = place % WEIGHT_ACROSS * LANES * COLUMN_GROUPS + lane;
    weightGradient(share, 4u * ROW_GROUPS * (place / WEIGHT_ACROSS), 4u * column, lane);
  } else if (!isForWeight && group - before < INPUT_GROUPS) {
    let tile = group - before;
    let column = tile % INPUT_ACROSS * LANES * COLUMN_GROUPS + lane;
    inputGradient(4u * ROW_GROUPS * (tile / INPUT_ACROSS), 4u * column, lane);
  }
}
