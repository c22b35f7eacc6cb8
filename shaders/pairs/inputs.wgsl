@group(0) @binding(0) var<storage, read> cosines: array<f32>; // [B, B]
// Filled rows, temperature or margin, and the factor of the sum.
@group(0) @binding(1) var<storage, read> control: array<f32>;

fn filledRows() -> u32 {
  return u32(control[0]);
}

fn amount() -> f32 {
  return control[1];
}

// 1 over the number of the other rows.
fn shareOfOthers() -> f32 {
  return 1.0 / max(1.0, control[0] - 1.0);
}
