// Second half: joins the slices of a row and gives its loss, -log softmax(logits)[target] in nats times the row's weight
// in the mean, 0 where the target is negative. Peak and log of the sum are kept apart: their sum, the log-sum-exp, would lose digits when logits are large.
// A formula of a person's own takes the place of the surprise. Smoothing mixes in the mean of the same over all classes (Szegedy et al. 2016, section 7). What else may shape the loss of
// a row leaves two numbers for its gradient: what multiplies the softmax, and what multiplies the one-hot of the target.

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> slices: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<i32>;
@group(0) @binding(3) var<storage, read> terms: Terms;
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;
// Peak and log of the sum; in shaped losses then the factors of the gradient, [M, STATISTICS].
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
  var moment = 0.0;
  for (var i = 0u; i < SLICES; i++) {
    let slice = first + i * SLICE;
    let offset = slices[slice] - peak;
    total += slices[slice + 1u] * softExp(offset);
    if (SMOOTHS) {
      let length = f32((V - i + SLICES - 1u) / SLICES);
      distance += slices[slice + 2u] + length * (peak - slices[slice]);
    }
    if (HAS_ENTROPY) {
      moment += slices[slice + SLICE - 1u] * softExp(offset) + slices[slice + 1u] * momentOf(offset);
    }
  }
  let logTotal = log(total);
  let label = targets[row];
  var surprise = logTotal + (peak - logits[row * V + u32(max(label, 0))]);
  var chosen = 1.0;
  var entropy = 0.0;
  // Of the entropy in the gradient.
  var reward = terms.confidence;
  if (HAS_ENTROPY) {
    entropy = logTotal - moment / total;
  }
  if (HAS_FORMULA) {
    let exponential = softExp(-surprise);
    let probability = max(exponential, LEAST_PROBABILITY);
    let missing = max(complement(surprise, exponential), LEAST_MISSING);
    let own = formula(surprise, probability, missing, entropy, f32(label), frequencyOf(row), terms.step, terms.steps);
    surprise = own.x;
    chosen = own.y;
    reward -= own.z;
  }
  if (FOCUSES) {
    let focus = focal(surprise, terms.focus);
    surprise *= focus.x;
    chosen = focus.y;
  }
  var everywhere = chosen;
  if (SMOOTHS) {
    surprise = mix(surprise, logTotal + distance / f32(V), terms.smoothing);
    chosen *= 1.0 - terms.smoothing;
    everywhere = chosen + terms.smoothing;
  }
  if (NORMALISES) {
    let logNormaliser = peak + logTotal;
    surprise += terms.normaliser * logNormaliser * logNormaliser;
    everywhere += 2.0 * terms.normaliser * logNormaliser;
  }
  if (HAS_ENTROPY) {
    surprise -= terms.confidence * entropy;
    everywhere += reward * entropy;
  }
  loss[row] = select(0.0, surprise * (terms.share * weightOf(row)), label >= 0);
  statistics[row * STATISTICS] = vec2f(peak, logTotal);
  if (SHAPED) {
    statistics[row * STATISTICS + 1u] = vec2f(everywhere, chosen);
  }
  if (HAS_FORMULA && HAS_ENTROPY) {
    statistics[row * STATISTICS + 2u] = vec2f(reward, 0.0);
  }
}
