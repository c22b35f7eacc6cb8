// Gradients of the gains over shares of the rows: every feature of a share, of queries and then of keys, has an invocation.

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> inverses: array<f32>;
@group(0) @binding(2) var<storage, read> upstream: array<f32>;
@group(0) @binding(3) var<storage, read_write> queryShares: array<f32>; // [SHARES, W]
@group(0) @binding(4) var<storage, read_write> keyShares: array<f32>; // [SHARES, W]

fn shareOf(share: u32, d: u32, firstHead: u32, endHead: u32) -> f32 {
  var sum = 0.0;
  for (var row = share; row < M; row += SHARES) {
    for (var head = firstHead; head < endHead; head++) {
      let at = (row * HEADS + head) * W + d;
      sum += upstream[at] * input[at] * inverses[row * NORMED + head];
    }
  }
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  let place = item % (SHARES * W);
  if (item < SHARES * W) {
    queryShares[place] = shareOf(place / W, place % W, 0u, QUERY_HEADS);
  } else if (item < 2u * SHARES * W) {
    keyShares[place] = shareOf(place / W, place % W, QUERY_HEADS, NORMED);
  }
}
