// A row's share: the sum over classes of (p − q)(log p − log q); 0 where the target is negative.
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = linearIndex(group, groups, local);
  if (row >= arrayLength(&loss)) {
    return;
  }
  var divergence = 0.0;
  if (targets[row] >= 0) {
    let sums = logSums(row * V);
    for (var start = 0u; start < V; start += BLOCK) {
      var part = 0.0;
      for (var v = start; v < min(start + BLOCK, V); v++) {
        let pair = pairAt(row * V + v, sums);
        part += (pair.both.x - pair.both.y) * pair.apart.x;
      }
      divergence += part;
    }
  }
  loss[row] = divergence * scale[0];
}
