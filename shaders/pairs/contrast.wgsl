// -log softmax(s / temperature) at the diagonal.

// The log of the sum of the exponentials, less the scaled cosine of the row's own pair: the loss itself.
fn gather(row: u32) -> f32 {
  var peak = cosines[row * B];
  for (var j = 1u; j < filledRows(); j++) {
    peak = max(peak, cosines[row * B + j]);
  }
  var total = 0.0;
  for (var j = 0u; j < filledRows(); j++) {
    total += exp(max((cosines[row * B + j] - peak) / amount(), -87.0));
  }
  return log(total) + (peak - cosines[row * B + row]) / amount();
}

fn lossOf(row: u32, gathered: f32) -> f32 {
  return gathered;
}

fn slopeOf(row: u32, column: u32, gathered: f32) -> f32 {
  let logit = (cosines[row * B + column] - cosines[row * B + row]) / amount();
  let probability = exp(clamp(logit - gathered, -87.0, 0.0));
  return (probability - select(0.0, 1.0, row == column)) / amount();
}
