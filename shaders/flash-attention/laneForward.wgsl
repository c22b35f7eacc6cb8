// Attention, forward, four query rows per invocation (see forward.wgsl), keys and values read by a subgroup together.

@group(0) @binding(2) var<storage, read_write> logSumExp: array<f32>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let group = id.y * groups.x + id.x;
  let place = placeAt(group / BLOCKS, firstRowOf(group));
  if (place.statistics >= arrayLength(&logSumExp)) {
    return;
  }
  // Past the end the last row is computed again, because all must read keys, and nothing is stored.
  let first = place.first + 4u * lane;

  var query: array<mat4x4f, CHUNKS>;
  var result: array<mat4x4f, CHUNKS>;
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    query[c] = turnedTile(place.query, first, c) * SCALE;
  }
  var peak = vec4f(HIDDEN);
  var total = vec4f();

  let end = min(endOfKeys(place.first + 4u * LANES, place.prefix), T);
  for (var key = firstNear(place.first); key < end; key += 4u) {
    var keys: array<vec4f, PORTIONS>;
    var values: array<vec4f, PORTIONS>;
    // unroll
    for (var i = 0u; i < PORTIONS; i++) {
      let n = LANES * i + lane;
      keys[i] = turnedChunk(place.key, rowOf(key, n), n % CHUNKS);
      values[i] = qkvChunk(place.value + rowOf(key, n) * PACKED, n % CHUNKS);
    }
    var scores = mat4x4f();
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      let tile = mat4x4f(
        subgroupBroadcast(keys[c / LANES], c % LANES),
        subgroupBroadcast(keys[(CHUNKS + c) / LANES], (CHUNKS + c) % LANES),
        subgroupBroadcast(keys[(2u * CHUNKS + c) / LANES], (2u * CHUNKS + c) % LANES),
        subgroupBroadcast(keys[(3u * CHUNKS + c) / LANES], (3u * CHUNKS + c) % LANES),
      );
      scores = plusProduct(scores, turned(tile), query[c]);
    }
    // unroll
    for (var r = 0u; r < 4u; r++) {
      let products = withDistance(scores[r], place.slope, first + r, key + OFFSETS);
      scores[r] = select(vec4f(HIDDEN), products, seesKeys(first + r, key + OFFSETS, place.prefix));
    }
    let newPeak = max(peak, vec4f(maxOf(scores[0]), maxOf(scores[1]), maxOf(scores[2]), maxOf(scores[3])));
    let shrink = softExp(peak - newPeak);
    peak = newPeak;
    var weights: mat4x4f;
    // unroll
    for (var r = 0u; r < 4u; r++) {
      let visible = seesKeys(first + r, key + OFFSETS, place.prefix);
      weights[r] = select(vec4f(), softExp(scores[r] - peak[r]), visible);
    }
    total = total * shrink + vec4f(sumOf(weights[0]), sumOf(weights[1]), sumOf(weights[2]), sumOf(weights[3]));
    // unroll
    for (var r = 0u; r < 4u; r++) {
      weights[r] = dropped(weights[r], vec4u(place.statistics + first + r), key + OFFSETS);
    }
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      let tile = mat4x4f(
        subgroupBroadcast(values[c / LANES], c % LANES),
        subgroupBroadcast(values[(CHUNKS + c) / LANES], (CHUNKS + c) % LANES),
        subgroupBroadcast(values[(2u * CHUNKS + c) / LANES], (2u * CHUNKS + c) % LANES),
        subgroupBroadcast(values[(3u * CHUNKS + c) / LANES], (3u * CHUNKS + c) % LANES),
      );
      let o = result[c];
      let shrunk = mat4x4f(o[0] * shrink[0], o[1] * shrink[1], o[2] * shrink[2], o[3] * shrink[3]);
      result[c] = plusProduct(shrunk, tile, weights);
    }
  }

  // unroll
  for (var r = 0u; r < 4u; r++) {
    if (first + r < T) {
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        storeOutputRow(place.output + (first + r) * D, c, result[c][r] / total[r]);
      }
      logSumExp[place.statistics + first + r] = peak[r] + log(total[r]);
    }
  }
}
