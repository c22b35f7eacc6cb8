// Attention, backward: gradients of keys and values, four key rows per invocation (see backwardKeyValue.wgsl), queries and
// what belongs to them read by a subgroup together.

@group(0) @binding(1) var<storage, read> logSumExp: array<f32>;
@group(0) @binding(2) var<storage, read> delta: array<f32>;

@compute @workgroup_size(LANES)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let group = id.y * groups.x + id.x;
  let firstHead = firstHeadOf(group / BLOCKS);
  let own = placeAt(firstHead, firstRowOf(group));
  if (own.statistics >= arrayLength(&logSumExp)) {
    return;
  }
  // Past the end the last row is computed again, because all must read queries, and nothing is stored.
  let first = own.first + 4u * lane;

  var key: array<mat4x4f, CHUNKS>;
  var value: array<mat4x4f, CHUNKS>;
  var keyGradient: array<mat4x4f, CHUNKS>;
  var valueGradient: array<mat4x4f, CHUNKS>;
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    key[c] = turnedTile(own.key, first, c) * SCALE;
    value[c] = qkvTile(own.value, first, c);
  }

  for (var member = 0u; member < GROUP; member++) {
    let place = placeAt(firstHead + member, own.first);
    let end = min(T, own.first + 4u * LANES - 1u + WINDOW);
    for (var query = firstQuery(own.first, own.prefix); query < end; query += 4u) {
      var queries: array<vec4f, PORTIONS>;
      var upstream: array<vec4f, PORTIONS>;
      // unroll
      for (var i = 0u; i < PORTIONS; i++) {
        let n = LANES * i + lane;
        queries[i] = turnedChunk(place.query, rowOf(query, n), n % CHUNKS);
        upstream[i] = outputGradientChunk(place.output + rowOf(query, n) * D, n % CHUNKS);
      }
      let statistics = place.statistics + min(query + lane % 4u, T - 1u);
      let ownLogSumExp = logSumExp[statistics];
      let ownDelta = delta[statistics];
      let rowLogSumExp = vec4f(
        subgroupBroadcast(ownLogSumExp, 0u),
        subgroupBroadcast(ownLogSumExp, 1u),
        subgroupBroadcast(ownLogSumExp, 2u),
        subgroupBroadcast(ownLogSumExp, 3u),
      );
      let rowDelta = vec4f(
        subgroupBroadcast(ownDelta, 0u),
        subgroupBroadcast(ownDelta, 1u),
        subgroupBroadcast(ownDelta, 2u),
        subgroupBroadcast(ownDelta, 3u),
      );
      var queryTiles: array<mat4x4f, CHUNKS>;
      var upstreamTiles: array<mat4x4f, CHUNKS>;
      var scores = mat4x4f();
      var weightGradient = mat4x4f();
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        queryTiles[c] = mat4x4f(
          subgroupBroadcast(queries[c / LANES], c % LANES),
          subgroupBroadcast(queries[(CHUNKS + c) / LANES], (CHUNKS + c) % LANES),
          subgroupBroadcast(queries[(2u * CHUNKS + c) / LANES], (2u * CHUNKS + c) % LANES),
          subgroupBroadcast(queries[(3u * CHUNKS + c) / LANES], (3u * CHUNKS + c) % LANES),
        );
        upstreamTiles[c] = mat4x4f(
          subgroupBroadcast(upstream[c / LANES], c % LANES),
          subgroupBroadcast(upstream[(CHUNKS + c) / LANES], (CHUNKS + c) % LANES),
          subgroupBroadcast(upstream[(2u * CHUNKS + c) / LANES], (2u * CHUNKS + c) % LANES),
          subgroupBroadcast(upstream[(3u * CHUNKS + c) / LANES], (3u * CHUNKS + c) % LANES),
        );
        scores = plusProduct(scores, turned(queryTiles[c]), key[c]);
        weightGradient = plusProduct(weightGradient, turned(upstreamTiles[c]), value[c]);
      }
      var weights: mat4x4f;
      var scoreGradient: mat4x4f;
      // unroll
      for (var k = 0u; k < 4u; k++) {
        let visible = seenByQueries(first + k, query + OFFSETS, own.prefix);
        let placed = withDistance(scores[k], place.slope, first + k, query + OFFSETS);
        weights[k] = select(vec4f(), softExp(placed - rowLogSumExp), visible);
        let rows = place.statistics + query + OFFSETS;
        let kept = dropped(weightGradient[k], rows, vec4u(first + k));
        scoreGradient[k] = weights[k] * (kept - rowDelta) * SCALE;
        weights[k] = dropped(weights[k], rows, vec4u(first + k));
      }
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        keyGradient[c] = plusProduct(keyGradient[c], queryTiles[c], scoreGradient);
        valueGradient[c] = plusProduct(valueGradient[c], upstreamTiles[c], weights);
      }
    }
  }

  // unroll
  for (var r = 0u; r < 4u; r++) {
    if (first + r < T) {
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        storeGradientRow(own.key + (first + r) * PACKED, c, keyGradient[c][r]);
        storeGradientRow(own.value + (first + r) * PACKED, c, valueGradient[c][r]);
      }
      turnBack(own.key, first + r);
    }
  }
}
