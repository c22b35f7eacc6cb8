// Sum of squares of a tensor, as many partial sums as the bound range of `partials` holds pairs. Each invocation owns one
// of them and reads the tensor with that stride, so the order of additions is fixed.

// The bits of 32-bit floats: a compiler may assume that floats are finite, but not what bits are.
@group(0) @binding(0) var<storage, read> gradient: array<u32>;
// Sum of squares, and how many elements were infinite or not a number.
@group(0) @binding(1) var<storage, read_write> partials: array<vec2f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  let stride = arrayLength(&partials);
  if (item >= stride) {
    return;
  }
  var total = 0.0;
  var nonFinite = 0.0;
  for (var i = item; i < arrayLength(&gradient); i += stride) {
    let bits = gradient[i];
    let g = bitcast<f32>(bits);
    total += g * g;
    nonFinite += select(0.0, 1.0, isNonFinite(bits));
  }
  partials[item] = vec2f(total, nonFinite);
}
