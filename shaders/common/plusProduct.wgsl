// sum + right * left by multiply-adds, which compilers that keep to the letter do not make of a product and a sum.
fn plusProduct(sum: mat4x4f, right: mat4x4f, left: mat4x4f) -> mat4x4f {
  return mat4x4f(
    plusLine(sum[0], right, left[0]),
    plusLine(sum[1], right, left[1]),
    plusLine(sum[2], right, left[2]),
    plusLine(sum[3], right, left[3]),
  );
}

fn plusLine(sum: vec4f, right: mat4x4f, left: vec4f) -> vec4f {
  return fma(right[3], vec4f(left.w), fma(right[2], vec4f(left.z), fma(right[1], vec4f(left.y), fma(right[0], vec4f(left.x), sum))));
}
