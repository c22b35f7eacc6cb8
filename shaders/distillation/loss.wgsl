// A row's share of the mean loss; 0 where the target is negative.
@group(0) @binding(4) var<storage, read_write> loss: array<f32>;

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
  if (targets[row] < 0) {
    loss[row] = 0.0;
    return;
  }
  let first = row * V;
  let sums = logSums(first);
  let warmth = 1.0 / terms.temperature;
  var divergence = 0.0;
  for (var v = 0u; v < V; v++) {
    let theirs = teacher[first + v] * warmth - sums.teacher;
    let ours = logits[first + v] * warmth - sums.student;
    divergence += exp(max(theirs, -87.0)) * (theirs - ours);
  }
  let surprise = sums.hard - logits[first + u32(targets[row])];
  let soft = terms.temperature * terms.temperature * divergence;
  loss[row] = terms.part * ((1.0 - terms.share) * surprise + terms.share * soft);
}
