// Second half: joins the slices of a row and gives its loss, -log softmax(logits)[target] in nats times the row's weight
// in the mean, 0 where the target is negative. Peak and log of the sum are kept apart: their sum, the log-sum-exp, would lose digits when logits are large.
// Smoothing mixes in the mean of the same over all classes (Szegedy et al. 2016, section 7).

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> slices: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<i32>;
@group(0) @binding(3) var<storage, read> terms: Terms;
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;
// Peak and log of the sum, [M].
@group(0) @binding(5) var<storage, read_write> statistics: array<vec2f>;

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
  let first = row * SLICES * SLICE;
  var peak = slices[first];
  for (var i = 1u; i < SLICES; i++) {
    peak = max(peak, slices[first + i * SLICE]);
  }
  var total = 0.0;
  var distance = 0.0;
  for (var i = 0u; i < SLICES; i++) {
    let slice = first + i * SLICE;
    total += slices[slice + 1u] * softExp(slices[slice] - peak);
    if (SMOOTHS) {
      let length = f32((V - i + SLICES - 1u) / SLICES);
      distance += slices[slice + 2u] + length * (peak - slices[slice]);
    }
  }
  let logTotal = log(total);
  let label = targets[row];
  var below = peak - logits[row * V + u32(max(label, 0))];
  if (SMOOTHS) {
    below = mix(below, distance / f32(V), terms.smoothing);
  }
  loss[row] = select(0.0, (logTotal + below) * (terms.share * weightOf(row)), label >= 0);
  statistics[row] = vec2f(peak, logTotal);
}
