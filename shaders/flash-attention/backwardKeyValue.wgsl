// Causal attention, backward: gradients of keys and values. Four key rows of one head per invocation, which walks over
// the queries from the diagonal on: dv = sum over queries of p * dO, dk = sum of ds * q. Each invocation owns what it
// writes, so there are no atomics and the result is the same on every run.

@group(0) @binding(1) var<storage, read> logSumExp: array<f32>;
@group(0) @binding(2) var<storage, read> delta: array<f32>;

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

  var key: array<mat4x4f, CHUNKS>;
  var value: array<mat4x4f, CHUNKS>;
  var keyGradient: array<mat4x4f, CHUNKS>;
  var valueGradient: array<mat4x4f, CHUNKS>;
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    key[c] = qkvTile(place.key, first, c) * SCALE;
    value[c] = qkvTile(place.value, first, c);
  }

  for (var query = first; query < T; query += 4u) {
    var scores = mat4x4f();
    var weightGradient = mat4x4f();
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      scores += transpose(qkvTile(place.query, query, c)) * key[c];
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
      let visible = (queries >= vec4u(first + k)) & (queries < vec4u(T));
      weights[k] = select(vec4f(0.0), softExp(scores[k] - rowLogSumExp), visible);
      scoreGradient[k] = weights[k] * (weightGradient[k] - rowDelta) * SCALE;
    }
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      keyGradient[c] += qkvTile(place.query, query, c) * scoreGradient;
      valueGradient[c] += outputGradientTile(place.output, query, c) * weights;
    }
  }

  let rows = min(4u, T - first);
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    storeGradient(place.key + first * 3u * D, c, rows, keyGradient[c]);
    storeGradient(place.value + first * 3u * D, c, rows, valueGradient[c]);
  }
}
