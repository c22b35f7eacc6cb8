// One invocation for the weights that share a scale: GROUP inputs of an output. Neighbours take neighbouring outputs, which
// lie beside each other in [inputs, outputs].
@group(0) @binding(0) var<storage, read> weights: array<f32>;
@group(0) @binding(1) var<storage, read_write> rounded: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  let first = (item / OUTPUTS) * GROUP;
  let column = item % OUTPUTS;
  if (first >= INPUTS) {
    return;
  }
  let end = min(first + GROUP, INPUTS);
  var extent = Extent(0.0, 0.0, 0.0);
  for (var i = first; i < end; i++) {
    extent = seen(extent, weights[i * OUTPUTS + column]);
  }
  let grid = gridOf(extent, f32(end - first));
  for (var i = first; i < end; i++) {
    rounded[i * OUTPUTS + column] = levelOf(weights[i * OUTPUTS + column], grid);
  }
}
