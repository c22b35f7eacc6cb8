// Multiply-adds in registers and nothing else: CHAINS vectors that do not wait for each other, so that a new instruction
// can begin while the last one is under way. Factors and rounds come from memory, so that no compiler knows the result.

@group(0) @binding(0) var<storage, read> rounds: array<u32>;
@group(0) @binding(1) var<storage, read> factors: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i >= arrayLength(&output)) {
    return;
  }
  let scale = factors[0];
  let offset = factors[1];
  var values: array<vec4f, CHAINS>;
  // unroll
  for (var c = 0u; c < CHAINS; c++) {
    values[c] = vec4f(f32(i % 32u + c));
  }
  let count = rounds[0];
  for (var round = 0u; round < count; round++) {
    // unroll
    for (var repeat = 0u; repeat < REPEATS; repeat++) {
      // unroll
      for (var c = 0u; c < CHAINS; c++) {
        values[c] = fma(values[c], scale, offset);
      }
    }
  }
  var sum = vec4f();
  // unroll
  for (var c = 0u; c < CHAINS; c++) {
    sum += values[c];
  }
  output[i] = sum;
}
