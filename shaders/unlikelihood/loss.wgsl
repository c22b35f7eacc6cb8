// A row's share of the term; 0 where the target is negative.
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
  var value = 0.0;
  if (targets[row] >= 0) {
    value = readRow(row).surprise;
  }
  loss[row] = value * scale[0];
}
