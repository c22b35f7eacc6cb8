@group(0) @binding(2) var<storage, read_write> loss: array<f32>; // [B]

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = linearIndex(group, groups, local);
  if (row >= B) {
    return;
  }
  var value = 0.0;
  if (row < filledRows()) {
    value = lossOf(row, gather(row));
  }
  loss[row] = control[2] * value;
}
