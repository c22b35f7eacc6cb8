// d loss / d logits of a row: both differences of probabilities, the soft one T times because T² / T.
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
  let sums = logSums(first);
  let warmth = 1.0 / terms.temperature;
  let scale = terms.part * upstream[0];
  for (var v = 0u; v < V; v++) {
    let own = logits[first + v];
    let hard = exp(max(own - sums.hard, -87.0)) - select(0.0, 1.0, v == u32(targets[row]));
    let theirs = exp(max(teacher[first + v] * warmth - sums.teacher, -87.0));
    let soft = exp(max(own * warmth - sums.student, -87.0)) - theirs;
    gradient[first + v] = scale * ((1.0 - terms.share) * hard + terms.share * terms.temperature * soft);
  }
}
