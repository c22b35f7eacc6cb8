// An invocation works on a head of a row. Heads of queries come first, then those of keys, then of values, which pass: a number
// of theirs by `passOn`. Each direction brings that and `ofHead`, which is told where the head begins and its place in `inverses`.

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> queryGain: array<f32>;
@group(0) @binding(2) var<storage, read> keyGain: array<f32>;

fn gainOf(head: u32, d: u32) -> f32 {
  return select(keyGain[d], queryGain[d], head < QUERY_HEADS);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= M * HEADS) {
    return;
  }
  let head = item % HEADS;
  let start = item * W;
  if (head < NORMED) {
    ofHead(head, start, item / HEADS * NORMED + head);
    return;
  }
  for (var d = 0u; d < W; d++) {
    passOn(start + d);
  }
}
