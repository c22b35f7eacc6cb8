// First half of the row-wise softmax: peak and sum of exponentials of a slice of a row. Slices interleave, so that
// neighbouring invocations read neighbouring logits, and need no barrier; loss.wgsl joins them.

@group(0) @binding(0) var<storage, read> logits: array<f32>;
// Peak and sum, [M, SLICES].
@group(0) @binding(1) var<storage, read_write> slices: array<vec2f>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= arrayLength(&slices)) {
    return;
  }
  let start = item / SLICES * V + item % SLICES;
  let end = (item / SLICES + 1u) * V;
  var peak = logits[start];
  for (var i = start + SLICES; i < end; i += SLICES) {
    peak = max(peak, logits[i]);
  }
  var total = 0.0;
  for (var i = start; i < end; i += SLICES) {
    total += softExp(logits[i] - peak);
  }
  slices[item] = vec2f(peak, total);
}
