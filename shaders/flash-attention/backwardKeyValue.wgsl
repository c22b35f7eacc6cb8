// Attention, backward: gradients of keys and values. Four key rows of one head per invocation, which walks over the queries
// that see them, of every head that it serves: dv = sum over queries of p * dO, dk = sum of ds * q. Each invocation owns
// what it writes, so there are no atomics and the result is the same on every run.

@group(0) @binding(1) var<storage, read> logSumExp: array<f32>;
@group(0) @binding(2) var<storage, read> delta: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  let firstHead = firstHeadOf(item / TILES);
  let own = placeAt(firstHead, item % TILES * 4u);
  if (own.statistics >= arrayLength(&logSumExp)) {
    return;
  }
  let first = own.first;

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
    let place = placeAt(firstHead + member, first);
    for (var query = firstQuery(first, own.prefix); query < min(T, first + 3u + WINDOW); query += 4u) {
      var scores = mat4x4f();
      var weightGradient = mat4x4f();
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        scores += transpose(turnedTile(place.query, query, c)) * key[c];
        weightGradient += transpose(outputGradientTile(place.output, query, c)) * value[c];
      }
      var rowLogSumExp: vec4f;
      var rowDelta: vec4f;
      // unroll
      for (var r = 0u; r < 4u; r++) {
        let row = place.statistics + min(query + r, T - 1u);
        rowLogSumExp[r] = logSumExp[row];
        rowDelta[r] = delta[row];
      }
      let queries = query + OFFSETS;
      var weights: mat4x4f;
      var scoreGradient: mat4x4f;
      // unroll
      for (var k = 0u; k < 4u; k++) {
        let visible = seenByQueries(first + k, queries, own.prefix);
        let placed = withDistance(scores[k], place.slope, first + k, queries);
        weights[k] = select(vec4f(0.0), softExp(placed - rowLogSumExp), visible);
        let rows = place.statistics + queries;
        let kept = dropped(weightGradient[k], rows, vec4u(first + k));
        scoreGradient[k] = weights[k] * (kept - rowDelta) * SCALE;
        weights[k] = dropped(weights[k], rows, vec4u(first + k));
      }
      // unroll
      for (var c = 0u; c < CHUNKS; c++) {
        keyGradient[c] += turnedTile(place.query, query, c) * scoreGradient;
        valueGradient[c] += outputGradientTile(place.output, query, c) * weights;
      }
    }
  }

  let rows = min(4u, T - first);
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    storeGradient(own.key + first * PACKED, c, rows, keyGradient[c]);
    storeGradient(own.value + first * PACKED, c, rows, valueGradient[c]);
  }
  for (var r = 0u; r < rows; r++) {
    turnBack(own.key, first + r);
  }
}
