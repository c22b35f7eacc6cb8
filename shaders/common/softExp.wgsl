// exp of an argument that is at most 0; far below, it is asked for nothing it might not be able to give.
fn softExp(x: f32) -> f32 {
  return exp(max(x, -87.0));
}
