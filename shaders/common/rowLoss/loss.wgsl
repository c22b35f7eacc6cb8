// A row's share of the loss; 0 where its target is negative. Each loss brings `lossOf`.
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
  var share = 0.0;
  if (targets[row] >= 0) {
    share = lossOf(row);
  }
  loss[row] = share;
}
