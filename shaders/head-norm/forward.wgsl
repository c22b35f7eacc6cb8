@group(0) @binding(3) var<storage, read_write> output: array<f32>;
@group(0) @binding(4) var<storage, read_write> inverses: array<f32>;

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
      output[start + d] = input[start + d];
    }
    return;
  }
  var squares = 0.0;
  for (var d = 0u; d < W; d++) {
    squares += input[start + d] * input[start + d];
  }
  let inverse = 1.0 / sqrt(squares / f32(W) + EPSILON);
  for (var d = 0u; d < W; d++) {
    output[start + d] = input[start + d] * inverse * gainOf(head, d);
  }
  inverses[item / HEADS * NORMED + head] = inverse;
}
