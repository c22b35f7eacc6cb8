// Four rows for LANES invocations, several such sets in a workgroup. After one barrier four of a set add up a row each.

var<workgroup> summands: array<vec4f, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let lane = local % LANES;
  let first = 4u * (((group.y * groups.x + group.x) * WORKGROUP + local) / LANES);
  summands[local] = partialSums(first, lane);
  workgroupBarrier();
  if (lane < 4u) {
    var sum = 0.0;
    for (var i = 0u; i < LANES; i++) {
      sum += summands[local - lane + i][lane];
    }
    finish(first + lane, sum);
  }
}
