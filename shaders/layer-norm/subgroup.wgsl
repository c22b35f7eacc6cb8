// One row in a workgroup, whose invocations add up by subgroups. How large these are and which invocations they hold is
// left open: each leaves its sum where its first invocation has its place, the others leave zeros there, and every
// subgroup adds up all places.

var<workgroup> summands: array<array<vec2f, WORKGROUP>, 2>;

struct Lane {
  row: u32,
  first: u32,
  inSubgroup: u32,
  subgroupSize: u32,
}

// Each `turn` has summands of its own, so that none is overwritten while others still read.
fn rowSum(turn: u32, x: vec2f, lane: Lane) -> vec2f {
  let own = subgroupAdd(x);
  summands[turn][lane.first] = select(vec2f(), own, subgroupElect());
  workgroupBarrier();
  var sum = vec2f();
  for (var i = lane.inSubgroup; i < WORKGROUP; i += lane.subgroupSize) {
    sum += summands[turn][i];
  }
  return subgroupAdd(sum);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
  @builtin(subgroup_invocation_id) inSubgroup: u32,
  @builtin(subgroup_size) subgroupSize: u32,
) {
  let place = group.y * groups.x + group.x;
  if (place < ROW_GROUPS) {
    workOnRow(Lane(place, local, inSubgroup, subgroupSize));
  } else {
    workBeside((place - ROW_GROUPS) * WORKGROUP + local);
  }
}
