// sum + one term of a product: rows of the left factor by a line of the right one.
fn plusTerm(sum: mat4x4f, right: vec4f, left: vec4f) -> mat4x4f {
  return mat4x4f(
    fma(right, vec4f(left.x), sum[0]),
    fma(right, vec4f(left.y), sum[1]),
    fma(right, vec4f(left.z), sum[2]),
    fma(right, vec4f(left.w), sum[3]),
  );
}
