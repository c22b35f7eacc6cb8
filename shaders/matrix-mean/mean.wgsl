// Means of COUNT terms that lie NEXT_TERM apart; the terms of the next mean begin NEXT_MEAN further.

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

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
  // Four sums side by side lose less than one.
  var sum = vec4f();
  for (var k = 0u; k < COUNT; k++) {
    sum[k % 4u] += input[i * NEXT_MEAN + k * NEXT_TERM];
  }
  output[i] = (sum.x + sum.y + sum.z + sum.w) / f32(COUNT);
}
