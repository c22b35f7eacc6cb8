// First half of the row-wise softmax: peak and sum of exponentials of a slice of a row. Slices interleave, so that
// neighbouring invocations read neighbouring logits, and need no barrier; loss.wgsl joins them.
// What label smoothing asks for beside these is how far the logits lie below the peak, in sum; the entropy asks for the same
// weighted by the exponentials.

@group(0) @binding(0) var<storage, read> logits: array<f32>;
// Peak, sum and, where they are asked for, distance and moment, [M, SLICES, SLICE].
@group(0) @binding(1) var<storage, read_write> slices: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= arrayLength(&slices) / SLICE) {
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
  slices[item * SLICE] = peak;
  slices[item * SLICE + 1u] = total;
  if (SMOOTHS) {
    var distance = 0.0;
    for (var i = start; i < end; i += SLICES) {
      distance += peak - logits[i];
    }
    slices[item * SLICE + 2u] = distance;
  }
  if (HAS_ENTROPY) {
    var moment = 0.0;
    for (var i = start; i < end; i += SLICES) {
      moment += momentOf(logits[i] - peak);
    }
    slices[item * SLICE + SLICE - 1u] = moment;
  }
}
