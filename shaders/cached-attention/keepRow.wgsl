// Keeps the key and the value of a new position in the place of the oldest, and turns query and key by it where positions turn them.

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let c = linearIndex(group, groups, local);
  if (c >= D + 2u * KEY_WIDTH) {
    return;
  }
  let row = place[0] % T * KEY_WIDTH;
  if (c < D) {
    query[c] = turned(c);
  } else if (c < D + KEY_WIDTH) {
    keys[row + c - D] = turned(c);
  } else {
    values[row + c - D - KEY_WIDTH] = turned(c);
  }
}
