// All gradients of x * weight + bias in one dispatch, since they wait for nothing but the same upstream gradient and are
// often too small to fill a device one by one. The first workgroups own tiles of the input's gradient,
// upstream * transpose(weight), the others tiles of the weight's, transpose(x) * upstream; of these the first rows also add
// up the columns of the upstream gradient, which pass by anyway. Tiles as in product.wgsl.

@group(0) @binding(5) var<storage, read_write> forBias: array<f32>;

fn inputGradient(row: u32, column: u32) {
  if (row >= ROWS || column >= INPUTS) {
    return;
  }
  var sums: array<mat4x4f, GROUPS>;
  for (var k = 0u; k < OUTPUTS; k += 4u) {
    var others: array<mat4x4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      others[h] = weightTurned(column + 4u * INPUT_WIDE * h, k);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let own = upstreamTile(row + 4u * g, k);
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
      forInputStore(0u, row + 4u * g, column + 4u * INPUT_WIDE * h, sums[COLUMN_GROUPS * g + h]);
    }
  }
}

fn weightGradient(share: u32, row: u32, column: u32) {
  if (row >= INPUTS || column >= OUTPUTS) {
    return;
  }
  var sums: array<mat4x4f, GROUPS>;
  var totals: array<vec4f, COLUMN_GROUPS>;
  let end = min(ROWS, SHARE * (share + 1u));
  for (var k = SHARE * share; k < end; k += 4u) {
    var others: array<mat4x4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      others[h] = upstreamTile(k, column + 4u * WEIGHT_WIDE * h);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let own = xTurned(k, row + 4u * g);
      // unroll
      for (var h = 0u; h < COLUMN_GROUPS; h++) {
        sums[COLUMN_GROUPS * g + h] += others[h] * own;
      }
    }
    if (row == 0u) {
      // unroll
      for (var h = 0u; h < COLUMN_GROUPS; h++) {
        totals[h] += others[h][0] + others[h][1] + others[h][2] + others[h][3];
      }
    }
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      forWeightStore(INPUTS * OUTPUTS * share, row + 4u * g, column + 4u * WEIGHT_WIDE * h, sums[COLUMN_GROUPS * g + h]);
    }
  }
  if (row == 0u) {
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      storeTotal(share, column + 4u * WEIGHT_WIDE * h, totals[h]);
    }
  }
}

fn storeTotal(share: u32, column: u32, total: vec4f) {
  for (var c = 0u; c < 4u && column + c < OUTPUTS; c++) {
    forBias[OUTPUTS * share + column + c] = total[c];
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
    let row = group / INPUT_ACROSS * INPUT_HIGH + local / INPUT_WIDE;
    let column = group % INPUT_ACROSS * INPUT_WIDE * COLUMN_GROUPS + local % INPUT_WIDE;
    inputGradient(4u * ROW_GROUPS * row, 4u * column);
  } else if (group < INPUT_GROUPS + SHARES * WEIGHT_GROUPS) {
    let share = (group - INPUT_GROUPS) / WEIGHT_GROUPS;
    let place = (group - INPUT_GROUPS) % WEIGHT_GROUPS;
    let row = place / WEIGHT_ACROSS * WEIGHT_HIGH + local / WEIGHT_WIDE;
    let column = place % WEIGHT_ACROSS * WEIGHT_WIDE * COLUMN_GROUPS + local % WEIGHT_WIDE;
    weightGradient(share, 4u * ROW_GROUPS * row, 4u * column);
  }
}
