// Attention, forward, one query row per invocation (see forward.wgsl for the method).

@group(0) @binding(2) var<storage, read_write> logSumExp: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let group = id.y * groups.x + id.x;
  let place = placeOfHead(group);
  if (place.statistics >= arrayLength(&logSumExp)) {
    return;
  }
  let firstRow = firstRowOf(group);
  // Past the end the last row is computed again, because all must bring keys, and nothing is stored.
  let row = min(firstRow + local, T - 1u);

  var query: array<vec4f, CHUNKS>;
  var result: array<vec4f, CHUNKS>;
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    query[c] = turnedChunk(place.query, row, c) * SCALE;
  }
  var peak = HIDDEN;
  var total = 0.0;

  let end = min(endOfKeys(firstRow + WORKGROUP, place.prefix), T);
  for (var start = firstNear(firstRow); start < end; start += OTHERS) {
    bringKeys(place, start, local);
    workgroupBarrier();
    if (start < max(row + 1u, place.prefix) && start + OTHERS > firstNear(row)) {
      var scores: array<vec4f, OTHER_GROUPS>;
      var newPeak = peak;
      // unroll
      for (var g = 0u; g < OTHER_GROUPS; g++) {
        var products = vec4f();
        // unroll
        for (var c = 0u; c < CHUNKS; c++) {
          products += dotsFirst(4u * g, c, query[c]);
        }
        let keys = start + 4u * g + OFFSETS;
        scores[g] = select(vec4f(HIDDEN), withDistance(products, place.slope, row, keys), seesKeys(row, keys, place.prefix));
        newPeak = max(newPeak, maxOf(scores[g]));
      }
      let shrink = softExp(vec4f(peak - newPeak)).x;
      total *= shrink;
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        result[c] *= shrink;
      }
      // unroll
      for (var g = 0u; g < OTHER_GROUPS; g++) {
        let keys = start + 4u * g + OFFSETS;
        let all = select(vec4f(), softExp(scores[g] - newPeak), seesKeys(row, keys, place.prefix));
        total += sumOf(all);
        let weights = dropped(all, vec4u(place.statistics + row), keys);
        // unroll
        for (var c = 0u; c < CHUNKS; c++) {
          result[c] += sumSecond(4u * g, c, weights);
        }
      }
      peak = newPeak;
    }
    workgroupBarrier();
  }

  if (firstRow + local > row) {
    return;
  }
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    storeOutputRow(place.output + row * D, c, result[c] / total);
  }
  logSumExp[place.statistics + row] = peak + log(total);
}
