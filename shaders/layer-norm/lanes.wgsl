// Several rows in a workgroup, LANES invocations each, that add up through shared memory. After one barrier every
// invocation adds all summands by itself: in a fixed order, and without a barrier for each halving.

var<workgroup> summands: array<array<vec2f, WORKGROUP>, 2>;

struct Lane {
  row: u32,
  first: u32,
  local: u32,
}

// Each `turn` has summands of its own, so that none is overwritten while others still read.
fn rowSum(turn: u32, x: vec2f, lane: Lane) -> vec2f {
  summands[turn][lane.local] = x;
  workgroupBarrier();
  let start = lane.local - lane.first;
  var sum = vec2f();
  for (var i = 0u; i < LANES; i++) {
    sum += summands[turn][start + i];
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let place = group.y * groups.x + group.x;
  if (place < ROW_GROUPS) {
    workOnRow(Lane(place * (WORKGROUP / LANES) + local / LANES, local % LANES, local));
  } else {
    workBeside((place - ROW_GROUPS) * WORKGROUP + local);
  }
}
