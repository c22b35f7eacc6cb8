// The weight's gradient for lanesBackward.wgsl, one term of the sum after another. To be unrolled.

fn weightGradient(share: u32, row: u32, column: u32, lane: u32) {
  var sums: array<mat4x4f, GROUPS>;
  var totals: array<vec4f, COLUMN_GROUPS>;
  var lines: inputLines;
  let end = min(ROWS, SHARE * (share + 1u));
  for (var k = SHARE * share; k < end; k++) {
    inputTurn(&lines, row, k, lane);
    var others: array<vec4f, COLUMN_GROUPS>;
    // unroll
    for (var h = 0u; h < COLUMN_GROUPS; h++) {
      others[h] = upstreamLine(k, column + 4u * LANES * h);
    }
    // unroll
    for (var g = 0u; g < ROW_GROUPS; g++) {
      let own = inputRows(lines, k, g);
      // unroll
      for (var h = 0u; h < COLUMN_GROUPS; h++) {
        sums[COLUMN_GROUPS * g + h] = plusTerm(sums[COLUMN_GROUPS * g + h], others[h], own);
      }
    }
    if (row == 0u) {
      // unroll
      for (var h = 0u; h < COLUMN_GROUPS; h++) {
        totals[h] += others[h];
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
