@group(0) @binding(2) var<storage, read> upstream: array<f32>;
@group(0) @binding(3) var<storage, read_write> gradient: array<f32>; // [B, B]

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
  let filled = filledRows();
  let factor = control[2] * upstream[0];
  var gathered = 0.0;
  if (row < filled) {
    gathered = gather(row);
  }
  for (var column = 0u; column < B; column++) {
    var slope = 0.0;
    if (row < filled && column < filled) {
      slope = factor * slopeOf(row, column, gathered);
    }
    gradient[row * B + column] = slope;
  }
}
