// Attention, backward: gradients of keys and values, one key row per invocation (see backwardKeyValue.wgsl).

@group(0) @binding(1) var<storage, read> logSumExp: array<f32>;
@group(0) @binding(2) var<storage, read> delta: array<f32>;

var<workgroup> sharedLogSumExp: array<vec4f, OTHER_GROUPS>;
var<workgroup> sharedDelta: array<vec4f, OTHER_GROUPS>;

// Four consecutive statistics; past the end the last one.
fn bringStatistics(place: Place, start: u32, local: u32) {
  if (local < OTHER_GROUPS) {
    let rows = min(vec4u(start + 4u * local) + OFFSETS, vec4u(T - 1u)) + place.statistics;
    sharedLogSumExp[local] = vec4f(logSumExp[rows.x], logSumExp[rows.y], logSumExp[rows.z], logSumExp[rows.w]);
    sharedDelta[local] = vec4f(delta[rows.x], delta[rows.y], delta[rows.z], delta[rows.w]);
  }
}

fn bringQueries(place: Place, start: u32, local: u32) {
  for (var i = local; i < OTHERS * CHUNKS; i += WORKGROUP) {
    let row = min(start + i / CHUNKS, T - 1u);
    firsts[i / CHUNKS][i % CHUNKS] = turnedChunk(place.query, row, i % CHUNKS);
    seconds[i / CHUNKS][i % CHUNKS] = outputGradientChunk(place.output + row * D, i % CHUNKS);
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) id: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let group = id.y * groups.x + id.x;
  let firstHead = firstHeadOf(group / BLOCKS);
  let own = placeAt(firstHead, 0u);
  if (own.statistics >= arrayLength(&logSumExp)) {
    return;
  }
  let firstRow = firstRowOf(group);
  // Past the end the last row is computed again, because all must bring queries, and nothing is stored.
  let row = min(firstRow + local, T - 1u);

  var key: array<vec4f, CHUNKS>;
  var value: array<vec4f, CHUNKS>;
  var keyGradient: array<vec4f, CHUNKS>;
  var valueGradient: array<vec4f, CHUNKS>;
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    key[c] = turnedChunk(own.key, row, c) * SCALE;
    value[c] = qkvChunk(own.value + row * PACKED, c);
  }

  for (var member = 0u; member < GROUP; member++) {
    let place = placeAt(firstHead + member, 0u);
    let end = min(T, firstRow + WORKGROUP - 1u + WINDOW);
    for (var start = firstQuery(firstRow, own.prefix); start < end; start += OTHERS) {
      bringQueries(place, start, local);
      bringStatistics(place, start, local);
      workgroupBarrier();
      if ((start + OTHERS > row || row < own.prefix) && start < row + WINDOW) {
        // unroll
        for (var g = 0u; g < OTHER_GROUPS; g++) {
          var scores = vec4f();
          var weightGradient = vec4f();
          // unroll
          for (var c = 0u; c < CHUNKS; c++) {
            scores += dotsFirst(4u * g, c, key[c]);
            weightGradient += dotsSecond(4u * g, c, value[c]);
          }
          let queries = start + 4u * g + OFFSETS;
          let placed = withDistance(scores, place.slope, row, queries);
          let weights = select(vec4f(), softExp(placed - sharedLogSumExp[g]), seenByQueries(row, queries, own.prefix));
          let rows = place.statistics + queries;
          let kept = dropped(weightGradient, rows, vec4u(row));
          let scoreGradient = weights * (kept - sharedDelta[g]) * SCALE;
          let keptWeights = dropped(weights, rows, vec4u(row));
          // unroll
          for (var c = 0u; c < CHUNKS; c++) {
            keyGradient[c] += sumFirst(4u * g, c, scoreGradient);
            valueGradient[c] += sumSecond(4u * g, c, keptWeights);
          }
        }
      }
      workgroupBarrier();
    }
  }

  if (firstRow + local > row) {
    return;
  }
  // unroll
  for (var c = 0u; c < CHUNKS; c++) {
    storeGradientRow(own.key + row * PACKED, c, keyGradient[c]);
    storeGradientRow(own.value + row * PACKED, c, valueGradient[c]);
  }
  turnBack(own.key, row);
}
