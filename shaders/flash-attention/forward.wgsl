// Attention, forward (Dao et al. 2022, with the online softmax of Milakov & Gimelshein 2018).
// One invocation carries four query rows of one head over the keys, four at a time. Queries and the growing output stay
// in registers; nothing of size T x T exists; keys that none of the four may see are never visited; no barriers.
// In a tile product the columns of a matrix are rows of the tensor: transpose(keys) * queries gives, in column r, the
// scores of query r against the four keys.

@group(0) @binding(2) var<storage, read_write> logSumExp: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let place = placeOf(linearIndex(group, groups, local));
  if (place.statistics >= arrayLength(&logSumExp)) {
    return;
  }
  let first = place.first;

  var query: array<mat4x4f, CHUNKS>;
  var result: array<mat4x4f, CHUNKS>;
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    query[c] = turnedTile(place.query, first, c) * SCALE;
  }
  var peak = vec4f(HIDDEN);
  var total = vec4f(0.0);

  for (var key = firstNear(first); key < endOfKeys(first + 4u, place.prefix); key += 4u) {
    var scores = mat4x4f();
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      scores += transpose(turnedTile(place.key, key, c)) * query[c];
    }
    // unroll
    for (var r = 0u; r < 4u; r++) {
      let products = withDistance(scores[r], place.slope, first + r, key + OFFSETS);
      scores[r] = select(vec4f(HIDDEN), products, seesKeys(first + r, key + OFFSETS, place.prefix));
    }
    let newPeak = max(peak, vec4f(maxOf(scores[0]), maxOf(scores[1]), maxOf(scores[2]), maxOf(scores[3])));
    if (any(newPeak > peak)) {
      let shrink = softExp(peak - newPeak);
      total *= shrink;
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        let o = result[c];
        result[c] = mat4x4f(o[0] * shrink[0], o[1] * shrink[1], o[2] * shrink[2], o[3] * shrink[3]);
      }
      peak = newPeak;
    }
    var weights: mat4x4f;
    // unroll
    for (var r = 0u; r < 4u; r++) {
      let visible = seesKeys(first + r, key + OFFSETS, place.prefix);
      weights[r] = select(vec4f(0.0), softExp(scores[r] - peak[r]), visible);
    }
    total += vec4f(sumOf(weights[0]), sumOf(weights[1]), sumOf(weights[2]), sumOf(weights[3]));
    // unroll
    for (var r = 0u; r < 4u; r++) {
      weights[r] = dropped(weights[r], vec4u(place.statistics + first + r), key + OFFSETS);
    }
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      result[c] += qkvTile(place.value, key, c) * weights;
    }
  }

  let rows = min(4u, T - first);
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    let o = result[c];
    storeOutput(place.output + first * D, c, rows, mat4x4f(o[0] / total[0], o[1] / total[1], o[2] / total[2], o[3] / total[3]));
  }
  for (var r = 0u; r < rows; r++) {
    logSumExp[place.statistics + first + r] = peak[r] + log(total[r]);
  }
}
