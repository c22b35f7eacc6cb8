// Attention, backward: gradient of the queries and delta, one query row per invocation (see backwardQuery.wgsl).

@group(0) @binding(2) var<storage, read> logSumExp: array<f32>;
@group(0) @binding(5) var<storage, read_write> delta: array<f32>;

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
  var upstream: array<vec4f, CHUNKS>;
  var gradient: array<vec4f, CHUNKS>;
  var rowDelta = 0.0;
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    query[c] = turnedChunk(place.query, row, c) * SCALE;
    upstream[c] = outputGradientChunk(place.output + row * D, c);
    rowDelta += dot(outputChunk(place.output + row * D, c), upstream[c]);
  }
  let rowLogSumExp = logSumExp[place.statistics + row];

  let end = min(endOfKeys(firstRow + WORKGROUP, place.prefix), T);
  for (var start = firstNear(firstRow); start < end; start += OTHERS) {
    bringKeys(place, start, local);
    workgroupBarrier();
    if (start < max(row + 1u, place.prefix) && start + OTHERS > firstNear(row)) {
      // unroll
      for (var g = 0u; g < OTHER_GROUPS; g++) {
        var scores = vec4f();
        var weightGradient = vec4f();
        // unroll
        for (var c = 0u; c < CHUNKS; c++) {
          scores += dotsFirst(4u * g, c, query[c]);
          weightGradient += dotsSecond(4u * g, c, upstream[c]);
        }
        let keys = start + 4u * g + OFFSETS;
        let placed = withDistance(scores, place.slope, row, keys);
        let weights = select(vec4f(), softExp(placed - rowLogSumExp), seesKeys(row, keys, place.prefix));
        let kept = dropped(weightGradient, vec4u(place.statistics + row), keys);
        let scoreGradient = weights * (kept - rowDelta) * SCALE;
        // unroll
        for (var c = 0u; c < CHUNKS; c++) {
          gradient[c] += sumFirst(4u * g, c, scoreGradient);
        }
      }
    }
    workgroupBarrier();
  }

  if (firstRow + local > row) {
    return;
  }
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    storeGradientRow(place.query + row * PACKED, c, gradient[c]);
  }
  turnBack(place.query, row);
  delta[place.statistics + row] = rowDelta;
}
