// d/da = p (log p − log q − KL(p ‖ q)) + p − q, and the same with both sides exchanged.
@group(0) @binding(4) var<storage, read> upstream: array<f32>;
@group(0) @binding(5) var<storage, read_write> gradientA: array<f32>;
@group(0) @binding(6) var<storage, read_write> gradientB: array<f32>;

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
  let first = row * V;
  if (targets[row] < 0) {
    for (var v = 0u; v < V; v++) {
      gradientA[first + v] = 0.0;
      gradientB[first + v] = 0.0;
    }
    return;
  }
  let sums = logSums(first);
  var divergences = vec2f(0.0);
  for (var start = 0u; start < V; start += BLOCK) {
    var part = vec2f(0.0);
    for (var v = start; v < min(start + BLOCK, V); v++) {
      let pair = pairAt(first + v, sums);
      part += pair.both * pair.apart;
    }
    divergences += part;
  }
  let factor = scale[0] * upstream[0];
  for (var v = 0u; v < V; v++) {
    let pair = pairAt(first + v, sums);
    let slopes = pair.both * (pair.apart - divergences) + pair.both - pair.both.yx;
    gradientA[first + v] = factor * slopes.x;
    gradientB[first + v] = factor * slopes.y;
  }
}
