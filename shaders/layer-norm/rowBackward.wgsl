// Backward pass in one dispatch, as in backward.wgsl, with LANES invocations per row for the input's gradient.

fn workOnRow(lane: Lane) {
  // Past the end the last row is read again, because all must take part in the sums, and nothing is stored.
  let row = min(lane.row, arrayLength(&statistics) - 1u);
  let start = row * ITEMS;
  var plain = Item();
  var along = Item();
  for (var i = lane.first; i < ITEMS; i += LANES) {
    let inner = upstream[start + i] * gain[i];
    if (CENTRES) {
      plain += inner;
    }
    along += inner * normed(row, i);
  }
  let means = rowSum(0u, vec2f(total(plain), total(along)), lane) / f32(D);
  if (lane.row > row) {
    return;
  }
  for (var i = lane.first; i < ITEMS; i += LANES) {
    let inner = upstream[start + i] * gain[i];
    let own = (inner - means.x - normed(row, i) * means.y) * statistics[row].y;
    if (ADDS) {
      gradient[start + i] += own;
    } else {
      gradient[start + i] = own;
    }
  }
}

fn workBeside(item: u32) {
  weightShare(item);
}
