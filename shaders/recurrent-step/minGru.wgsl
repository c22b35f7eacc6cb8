// One token further: gate and candidate saw the input alone.

fn advance(unit: u32) {
  let gate = logistic(sums[unit]);
  hidden[unit] = (1.0 - gate) * hidden[unit] + gate * candidate(sums[WIDTH + unit]);
}
