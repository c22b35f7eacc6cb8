// x exp(x) of an argument that is at most 0.
fn momentOf(x: f32) -> f32 {
  return softExp(x) * max(x, -87.0);
}
