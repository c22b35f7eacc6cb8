// Four rows for each invocation.

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let first = 4u * ((group.y * groups.x + group.x) * WORKGROUP + local);
  if (first >= outputs()) {
    return;
  }
  let sums = partialSums(first, 0u);
  finish(first, sums.x);
  finish(first + 1u, sums.y);
  finish(first + 2u, sums.z);
  finish(first + 3u, sums.w);
}
