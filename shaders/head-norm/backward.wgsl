// With h = upstream * gain and n the normed head: (h - n * mean(h * n)) / root mean square.

@group(0) @binding(3) var<storage, read> inverses: array<f32>;
@group(0) @binding(4) var<storage, read> upstream: array<f32>;
@group(0) @binding(5) var<storage, read_write> gradient: array<f32>;

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
  if (head >= NORMED) {
    for (var d = 0u; d < W; d++) {
      gradient[start + d] = upstream[start + d];
    }
    return;
  }
  let inverse = inverses[item / HEADS * NORMED + head];
  var along = 0.0;
  for (var d = 0u; d < W; d++) {
    along += upstream[start + d] * gainOf(head, d) * input[start + d] * inverse;
  }
  let mean = along / f32(W);
  for (var d = 0u; d < W; d++) {
    gradient[start + d] = (upstream[start + d] * gainOf(head, d) - input[start + d] * inverse * mean) * inverse;
  }
}
