@group(0) @binding(0) var<storage, read> states: array<Item>; // [B·T, D]
@group(0) @binding(1) var<storage, read> shares: array<f32>; // [B·T]
@group(0) @binding(2) var<storage, read_write> output: array<Item>; // [B, D]

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
  let first = i / ITEMS * TIME;
  var sum = Item(0.0);
  for (var t = 0u; t < TIME; t++) {
    sum += shares[first + t] * states[(first + t) * ITEMS + i % ITEMS];
  }
  output[i] = sum;
}
