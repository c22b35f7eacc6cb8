// sum + right * left, as plusProduct.wgsl has it by multiply-adds.
fn plusProduct(sum: mat4x4f, right: mat4x4f, left: mat4x4f) -> mat4x4f {
  return sum + right * left;
}
