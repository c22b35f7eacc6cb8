// An invocation for each unit, which reads and writes its own state alone.

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let unit = linearIndex(group, groups, local);
  if (unit < WIDTH) {
    advance(unit);
  }
}
