// The gradient of a row's logits; 0 where its target is negative. Each loss brings `writeGradient`.
@group(0) @binding(4) var<storage, read> upstream: array<f32>;
@group(0) @binding(5) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = linearIndex(group, groups, local);
  if (row >= arrayLength(&targets)) {
    return;
  }
  if (targets[row] >= 0) {
    writeGradient(row);
    return;
  }
  for (var v = 0u; v < V; v++) {
    gradient[row * V + v] = 0.0;
  }
}
