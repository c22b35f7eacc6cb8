// 1 - exp(-x), by its series where the difference would cancel. `power`: exp(-x).
fn complement(x: f32, power: f32) -> f32 {
  let series = x * (1.0 - x / 2.0 * (1.0 - x / 3.0 * (1.0 - x / 4.0 * (1.0 - x / 5.0 * (1.0 - x / 6.0)))));
  return select(1.0 - power, series, x < 0.25);
}

// The factor (1 - p)^focus of a surprise -log p (Lin et al. 2017), and what its product with the surprise has for the
// gradient of the logits: that times (softmax - one-hot).
fn focal(surprise: f32, focus: f32) -> vec2f {
  let probability = softExp(-surprise);
  let missing = complement(surprise, probability);
  if (missing <= 0.0) {
    return vec2f(0.0);
  }
  let factor = pow(missing, focus);
  return vec2f(factor, factor * (1.0 + focus * probability * surprise / missing));
}
