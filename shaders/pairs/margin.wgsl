// D^2 / 2 of the own pair, and max(0, m - D)^2 / 2 averaged over the others; D^2 = 2 - 2 s.

fn distanceTo(row: u32, column: u32) -> f32 {
  return sqrt(max(2.0 - 2.0 * cosines[row * B + column], SMALLEST));
}

// Nothing that a row's slopes share.
fn gather(row: u32) -> f32 {
  return 0.0;
}

fn lossOf(row: u32, gathered: f32) -> f32 {
  var sum = 0.0;
  for (var j = 0u; j < filledRows(); j++) {
    if (j != row) {
      let missing = max(0.0, amount() - distanceTo(row, j));
      sum += missing * missing / 2.0;
    }
  }
  return 1.0 - cosines[row * B + row] + sum * shareOfOthers();
}

fn slopeOf(row: u32, column: u32, gathered: f32) -> f32 {
  if (row == column) {
    return -1.0;
  }
  if (2.0 - 2.0 * cosines[row * B + column] < SMALLEST) {
    return 0.0;
  }
  let distance = distanceTo(row, column);
  return shareOfOthers() * max(0.0, amount() - distance) / distance;
}
