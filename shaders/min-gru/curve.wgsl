// exp only of what is not above 0.
fn logistic(x: f32) -> f32 {
  let small = exp(-min(abs(x), 87.0));
  return select(1.0, small, x < 0.0) / (1.0 + small);
}

// The candidate: positive everywhere, a line above 0.
fn candidate(x: f32) -> f32 {
  return select(logistic(x), x + 0.5, x >= 0.0);
}
