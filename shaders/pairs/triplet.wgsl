// max(0, m + D^2 to the own pair - D^2 to another), D^2 = 2 - 2 s, averaged over the others.

fn violation(row: u32, column: u32) -> f32 {
  return amount() + 2.0 * (cosines[row * B + column] - cosines[row * B + row]);
}

// How many others are too near.
fn gather(row: u32) -> f32 {
  var count = 0.0;
  for (var j = 0u; j < filledRows(); j++) {
    if (j != row && violation(row, j) > 0.0) {
      count += 1.0;
    }
  }
  return count;
}

fn lossOf(row: u32, gathered: f32) -> f32 {
  var sum = 0.0;
  for (var j = 0u; j < filledRows(); j++) {
    if (j != row) {
      sum += max(0.0, violation(row, j));
    }
  }
  return sum * shareOfOthers();
}

fn slopeOf(row: u32, column: u32, gathered: f32) -> f32 {
  if (row == column) {
    return -2.0 * gathered * shareOfOthers();
  }
  return select(0.0, 2.0 * shareOfOthers(), violation(row, column) > 0.0);
}
