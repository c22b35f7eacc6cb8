@group(0) @binding(0) var<storage, read> upstream: array<Item>; // [B, D]
@group(0) @binding(1) var<storage, read_write> gradient: array<Item>; // [B·T, D]

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i >= arrayLength(&gradient)) {
    return;
  }
  gradient[i] = upstream[i / (TIME * ITEMS) * ITEMS + i % ITEMS] / f32(TIME);
}
