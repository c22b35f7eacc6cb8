// Attention, backward: gradient of the queries and delta, four query rows per invocation (see backwardQuery.wgsl), keys and
// values read by a subgroup together.

@group(0) @binding(2) var<storage, read> logSumExp: array<f32>;
@group(0) @binding(5) var<storage, read_write> delta: array<f32>;

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
  var upstream: array<mat4x4f, CHUNKS>;
  var gradient: array<mat4x4f, CHUNKS>;
  var rowDelta = vec4f();
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    query[c] = turnedTile(place.query, first, c) * SCALE;
    upstream[c] = outputGradientTile(place.output, first, c);
    let o = outputTile(place.output, first, c);
    let u = upstream[c];
    rowDelta += vec4f(dot(o[0], u[0]), dot(o[1], u[1]), dot(o[2], u[2]), dot(o[3], u[3]));
  }
  var rowLogSumExp: vec4f;
  // unroll
  for (var r = 0u; r < 4u; r++) {
    rowLogSumExp[r] = logSumExp[place.statistics + min(first + r, T - 1u)];
  }

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
    var keyTiles: array<mat4x4f, CHUNKS>;
    var scores = mat4x4f();
    var weightGradient = mat4x4f();
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      keyTiles[c] = mat4x4f(
        subgroupBroadcast(keys[c / LANES], c % LANES),
        subgroupBroadcast(keys[(CHUNKS + c) / LANES], (CHUNKS + c) % LANES),
        subgroupBroadcast(keys[(2u * CHUNKS + c) / LANES], (2u * CHUNKS + c) % LANES),
        subgroupBroadcast(keys[(3u * CHUNKS + c) / LANES], (3u * CHUNKS + c) % LANES),
      );
      let valueTile = mat4x4f(
        subgroupBroadcast(values[c / LANES], c % LANES),
        subgroupBroadcast(values[(CHUNKS + c) / LANES], (CHUNKS + c) % LANES),
        subgroupBroadcast(values[(2u * CHUNKS + c) / LANES], (2u * CHUNKS + c) % LANES),
        subgroupBroadcast(values[(3u * CHUNKS + c) / LANES], (3u * CHUNKS + c) % LANES),
      );
      scores = plusProduct(scores, turned(keyTiles[c]), query[c]);
      weightGradient = plusProduct(weightGradient, turned(valueTile), upstream[c]);
    }
    var scoreGradient: mat4x4f;
    // unroll
    for (var r = 0u; r < 4u; r++) {
      let visible = seesKeys(first + r, key + OFFSETS, place.prefix);
      let placed = withDistance(scores[r], place.slope, first + r, key + OFFSETS);
      let weights = select(vec4f(), softExp(placed - rowLogSumExp[r]), visible);
      let kept = dropped(weightGradient[r], vec4u(place.statistics + first + r), key + OFFSETS);
      scoreGradient[r] = weights * (kept - rowDelta[r]) * SCALE;
    }
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      gradient[c] = plusProduct(gradient[c], keyTiles[c], scoreGradient);
    }
  }

  // unroll
  for (var r = 0u; r < 4u; r++) {
    if (first + r < T) {
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        storeGradientRow(place.query + (first + r) * PACKED, c, gradient[c][r]);
      }
      turnBack(place.query, first + r);
      delta[place.statistics + first + r] = rowDelta[r];
    }
  }
}
