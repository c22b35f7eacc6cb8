// Turns the gradient that a row was given back to where the row was before it was turned. Only the invocation that wrote
// the row calls this.
fn turnBack(at: u32, row: u32) {
  let start = at + row * PACKED;
  let cosines = 2u * row * CHUNKS;
  for (var i = 0u; i < HALF; i++) {
    let cosine = turns[cosines + i / 4u][i % 4u];
    let sine = turns[cosines + CHUNKS + (HALF + i) / 4u][(HALF + i) % 4u];
    let first = gradientFeature(start + i);
    let second = gradientFeature(start + HALF + i);
    storeGradientFeature(start + i, first * cosine + second * sine);
    storeGradientFeature(start + HALF + i, second * cosine - first * sine);
  }
}
