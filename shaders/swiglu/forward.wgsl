@group(0) @binding(0) var<storage, read> input: array<Item>; // [M, 2F]: gates, then values
@group(0) @binding(1) var<storage, read_write> output: array<Item>; // [M, F]

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
  let at = gateAt(i);
  let x = input[at];
  output[i] = x * gate(x) * input[at + ITEMS];
}
