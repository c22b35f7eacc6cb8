// Keeps the key and the value of a new position in the place of the oldest, and turns query and key by it where positions turn them.

const HALF = max(HEAD_WIDTH / 2u, 1u);

// Feature c of the row, turned: `turns` has the cosines of a head's first half, then the sines.
fn turned(c: u32) -> f32 {
  if (!TURNS) {
    return qkv[c];
  }
  let feature = c % HEAD_WIDTH;
  let pair = feature % HALF;
  let first = feature < HALF;
  let partner = select(qkv[c - select(HALF, 0u, first)], -qkv[c + select(0u, HALF, first)], first);
  return qkv[c] * turns[pair] + partner * turns[HALF + pair];
}

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
    values[row + c - D - KEY_WIDTH] = qkv[c];
  }
}
