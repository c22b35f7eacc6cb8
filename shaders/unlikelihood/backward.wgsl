// d term / d logits of a row: -p times the odds of all candidates, and for a candidate p (1 - the odds of the others).
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
  let first = row * V;
  if (targets[row] < 0) {
    for (var v = 0u; v < V; v++) {
      gradient[first + v] = 0.0;
    }
    return;
  }
  let sums = readRow(row);
  let factor = scale[0] * upstream[0];
  for (var v = 0u; v < V; v++) {
    let probability = probabilityOf(sums, logits[first + v]);
    gradient[first + v] = -factor * probability * (sums.oddsOfPeak + sums.odds);
  }
  for (var place = row - row % TIME; place <= row; place++) {
    let token = candidates[place];
    if (isCandidate(token, row)) {
      let probability = probabilityOf(sums, logits[first + u32(token)]);
      let own = oddsOf(probability, restOf(sums, u32(token), probability));
      // Without taking the odds of the peak, which may be huge, from a sum with them.
      let ofOthers = select(sums.oddsOfPeak + (sums.odds - own), sums.odds, u32(token) == sums.peakAt);
      // What is cut off is pushed by the others alone.
      let pushed = select(probability, 0.0, own == 0.0);
      gradient[first + u32(token)] = factor * (pushed - probability * ofOthers);
    }
  }
}
