@group(0) @binding(0) var<storage, read> a: array<Item>;
@group(0) @binding(1) var<storage, read> b: array<Item>;
@group(0) @binding(2) var<storage, read_write> output: array<Item>;

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
  output[i] = a[i] * b[i];
}
