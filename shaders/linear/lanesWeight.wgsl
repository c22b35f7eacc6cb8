// The weight's gradient for lanesBackward.wgsl, four terms of the sum a turn. To be unrolled.

fn weightGradient(share: u32, row: u32, column: u32, lane: u32) {
  var sums: array<mat4x4f, GROUPS>;
  var totals: array<vec4f, COLUMN_GROUPS>;
  let end = min(ROWS, SHARE * (share + 1u));
  for (var k = SHARE * share; k < end; k += 4u) {
    var lines: array<vec4f, LINES>;
    // unroll
    for (var i = 0u; i < LINES; i++) {
      lines[i] = inputLine(row, k, LANES * i + lane);
    }
    var others: array<mat4x4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      others[h] = upstreamTile(k, column + 4u * LANES * h);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let own = inputTile(
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
      forWeightStore(INPUTS * OUTPUTS * share, row + 4u * g, column + 4u * LANES * h, sums[COLUMN_GROUPS * g + h]);
    }
  }
  if (row == 0u) {
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      storeTotal(share, column + 4u * LANES * h, totals[h]);
    }
  }
}
