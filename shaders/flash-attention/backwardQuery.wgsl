// Attention, backward: gradient of the queries, and delta[i] = sum over features of dO * O, which the kernel for
// keys and values needs. Four query rows of one head per invocation; probabilities are recomputed from the saved
// log-sum-exp: p = exp(s - L), ds = p * (dp - delta), dq = sum over keys of ds * k.

@group(0) @binding(2) var<storage, read> logSumExp: array<f32>;
@group(0) @binding(5) var<storage, read_write> delta: array<f32>;

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
  var upstream: array<mat4x4f, CHUNKS>;
  var gradient: array<mat4x4f, CHUNKS>;
  var rowDelta = vec4f(0.0);
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

  for (var key = firstNear(first); key < endOfKeys(first + 4u, place.prefix); key += 4u) {
    var scores = mat4x4f();
    var weightGradient = mat4x4f();
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      scores += transpose(turnedTile(place.key, key, c)) * query[c];
      weightGradient += transpose(qkvTile(place.value, key, c)) * upstream[c];
    }
    var scoreGradient: mat4x4f;
    // unroll
    for (var r = 0u; r < 4u; r++) {
      let visible = seesKeys(first + r, key + OFFSETS, place.prefix);
      let placed = withDistance(scores[r], place.slope, first + r, key + OFFSETS);
      let weights = select(vec4f(0.0), softExp(placed - rowLogSumExp[r]), visible);
      let kept = dropped(weightGradient[r], vec4u(place.statistics + first + r), key + OFFSETS);
      scoreGradient[r] = weights * (kept - rowDelta[r]) * SCALE;
    }
    // unroll
    for (var c = 0u; c < CHUNKS; c++) {
      gradient[c] += turnedTile(place.key, key, c) * scoreGradient;
    }
  }

  let rows = min(4u, T - first);
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    storeGradient(place.query + first * PACKED, c, rows, gradient[c]);
  }
  for (var r = 0u; r < rows; r++) {
    turnBack(place.query, first + r);
    delta[place.statistics + first + r] = rowDelta[r];
  }
}
