// Four rows for a workgroup, whose invocations add up by subgroups. How large these are and which invocations they hold
// is left open: each leaves its sum where its first invocation has its place, the others leave zeros there.

var<workgroup> summands: array<vec4f, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(subgroup_invocation_id) inSubgroup: u32,
  @builtin(subgroup_size) subgroupSize: u32,
) {
  let first = 4u * (group.y * groups.x + group.x);
  let own = subgroupAdd(partialSums(first, local));
  summands[local] = select(vec4f(), own, subgroupElect());
  workgroupBarrier();
  var sums = vec4f();
  for (var i = inSubgroup; i < WORKGROUP; i += subgroupSize) {
    sums += summands[i];
  }
  sums = subgroupAdd(sums);
  if (local < 4u) {
    finish(first + local, sums[local]);
  }
}
