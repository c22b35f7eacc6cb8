// One query per head against all keys that the cache holds, the newest T up to its position: a workgroup per head, an invocation per position, then per
// feature. Between them the scores of all positions lie in shared memory.

var<workgroup> scores: array<f32, T>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let head = group.x;
  let first = head * HEAD_WIDTH;
  let keyHead = head / GROUP;
  let end = min(place[0] + 1u, T);
  let newest = place[0] % T;
  for (var t = lane; t < end; t += WORKGROUP) {
    scores[t] = keyDot(first, t, keyHead) * SCALE - slopeOf(head) * f32((newest + end - t) % end);
  }
  workgroupBarrier();
  var largest = scores[0];
  for (var t = 1u; t < end; t++) {
    largest = max(largest, scores[t]);
  }
  workgroupBarrier();
  for (var t = lane; t < end; t += WORKGROUP) {
    scores[t] = exp(scores[t] - largest);
  }
  workgroupBarrier();
  var total = 0.0;
  for (var t = 0u; t < end; t++) {
    total += scores[t];
  }
  for (var d = lane; d < HEAD_WIDTH; d += WORKGROUP) {
    var sum = 0.0;
    for (var t = 0u; t < end; t++) {
      sum += scores[t] * valueAt(t, keyHead, d);
    }
    attended[first + d] = sum / total;
  }
}
