@group(0) @binding(2) var<storage, read_write> biasGradient: array<Item>;

fn joinBias(feature: u32) {
  biasGradient[feature] = joined(1u, feature);
}
