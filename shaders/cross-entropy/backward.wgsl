// Gradient of the logits: (softmax - one-hot of the target) * share * upstream, 0 in rows whose target is negative.
// `share` is the weight of a row in the mean, `upstream` the gradient of that mean. Where labels are smoothed, a part of
// the one lies on all classes. In shaped losses the loss kernel has left factors of both, and the entropy adds its own.

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(2) var<storage, read> targets: array<i32>;
@group(0) @binding(3) var<storage, read> terms: Terms;
@group(0) @binding(4) var<storage, read> upstream: array<f32>;
@group(0) @binding(5) var<storage, read_write> gradient: array<f32>;

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
  let logProbability = logits[item] - statistics[row * STATISTICS].x - statistics[row * STATISTICS].y;
  let probability = softExp(logProbability);
  var expected = select(0.0, 1.0, i32(item % V) == label);
  var scaled = probability;
  if (SHAPED) {
    let factors = statistics[row * STATISTICS + 1u];
    scaled *= factors.x;
    expected *= factors.y;
    if (SMOOTHS) {
      expected += terms.smoothing / f32(V);
    }
    if (HAS_ENTROPY) {
      var reward = terms.confidence;
      if (HAS_FORMULA) {
        reward = statistics[row * STATISTICS + 2u].x;
      }
      scaled += reward * momentOf(logProbability);
    }
  } else if (SMOOTHS) {
    expected = mix(expected, 1.0 / f32(V), terms.smoothing);
  }
  let factor = terms.share * weightOf(row) * upstream[0];
  gradient[item] = select(0.0, (scaled - expected) * factor, label >= 0);
}
