// All gradients of x * weight + bias in one dispatch, divided among workgroups as in backward.wgsl.

@group(0) @binding(5) var<storage, read_write> forBias: array<f32>;

fn inputGradient(firstRow: u32, firstColumn: u32, local: u32) {
  var sums: array<mat4x4f, GROUPS>;
  for (var k = 0u; k < OUTPUTS; k += DEPTH) {
    for (var b = local; b < LEFT_BLOCKS; b += WORKGROUP) {
      let block = leftBlock(b);
      keepLeft(block, raised(upstreamTurned(firstRow + 4u * block.at, k + block.k)));
    }
    for (var b = local; b < RIGHT_BLOCKS; b += WORKGROUP) {
      let block = rightBlock(b);
      keepRight(block, weightTurned(firstColumn + 4u * block.at, k + block.k));
    }
    workgroupBarrier();
    multiply(&sums, local);
    workgroupBarrier();
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      let row = firstRow + 4u * (HIGH * g + local / WIDE);
      let column = firstColumn + 4u * (WIDE * h + local % WIDE);
      forInputStore(0u, row, column, lowered(sums[COLUMN_GROUPS * g + h]));
    }
  }
}

fn weightGradient(share: u32, firstRow: u32, firstColumn: u32, local: u32) {
  var sums: array<mat4x4f, GROUPS>;
  // Of the four columns that go by this invocation's number, as far as there are such in the tile.
  let totals = firstRow == 0u && local < TILE_COLUMNS / 4u;
  var total = vec4f();
  let end = min(ROWS, SHARE * (share + 1u));
  for (var k = SHARE * share; k < end; k += DEPTH) {
    for (var b = local; b < LEFT_BLOCKS; b += WORKGROUP) {
      let block = leftBlock(b);
      keepLeft(block, xTile(k + block.k, firstRow + 4u * block.at));
    }
    for (var b = local; b < RIGHT_BLOCKS; b += WORKGROUP) {
      let block = rightBlock(b);
      keepRight(block, raised(upstreamTile(k + block.k, firstColumn + 4u * block.at)));
    }
    workgroupBarrier();
    multiply(&sums, local);
    if (totals) {
      for (var i = 0u; i < DEPTH; i++) {
        total += vec4f(rightColumns[i][local]);
      }
    }
    workgroupBarrier();
  }
  // unroll
  for (var g = 0u; g < ROW_GROUPS; g++) {
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      let row = firstRow + 4u * (HIGH * g + local / WIDE);
      let column = firstColumn + 4u * (WIDE * h + local % WIDE);
      forWeightStore(INPUTS * OUTPUTS * share, row, column, lowered(sums[COLUMN_GROUPS * g + h]));
    }
  }
  if (totals) {
    let column = firstColumn + 4u * local;
    let gradient = loweredLine(total);
    for (var c = 0u; c < 4u && column + c < OUTPUTS; c++) {
      forBias[OUTPUTS * share + column + c] = gradient[c];
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
    let row = group / INPUT_ACROSS;
    inputGradient(TILE_ROWS * row, TILE_COLUMNS * (group % INPUT_ACROSS), local);
  } else if (group < INPUT_GROUPS + SHARES * WEIGHT_GROUPS) {
    let share = (group - INPUT_GROUPS) / WEIGHT_GROUPS;
    let place = (group - INPUT_GROUPS) % WEIGHT_GROUPS;
    weightGradient(share, TILE_ROWS * (place / WEIGHT_ACROSS), TILE_COLUMNS * (place % WEIGHT_ACROSS), local);
  }
}
