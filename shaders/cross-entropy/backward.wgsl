// Gradient of the logits: (softmax - one-hot of the target) * scale, 0 in rows whose target is negative. The scale, the
// gradient of the mean loss divided by the number of rows that count, is data.

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(2) var<storage, read> targets: array<i32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read_write> gradient: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= arrayLength(&gradient)) {
    return;
  }
  let row = item / V;
  let label = targets[row];
  let probability = softExp(logits[item] - statistics[row].x - statistics[row].y);
  let hit = select(0.0, 1.0, i32(item % V) == label);
  gradient[item] = select(0.0, (probability - hit) * scale[0], label >= 0);
}
