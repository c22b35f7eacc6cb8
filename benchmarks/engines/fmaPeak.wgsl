// What the adapter's arithmetic can do at most: eight chains of multiply-adds per invocation, which wait for nothing but
// themselves and touch no memory.

@group(0) @binding(0) var<storage, read_write> results: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  // Unknown to the compiler, and close enough to 1 that nothing overflows.
  let offset = vec4f(f32(id.x)) * 1e-9;
  let factor = 1.0 - offset;
  var chains: array<vec4f, 8>;
  for (var i = 0u; i < ROUNDS; i += 4u) {
    // unroll
    for (var r = 0u; r < 4u; r++) {
      // unroll
      for (var c = 0u; c < 8u; c++) {
        chains[c] = fma(chains[c], factor, offset + f32(c));
      }
    }
  }
  var sum = vec4f();
  // unroll
  for (var c = 0u; c < 8u; c++) {
    sum += chains[c];
  }
  results[id.x] = sum;
}
