// Backward pass in one dispatch of two kinds of invocations. The first ones take a row each for the input's gradient: with
// h = upstream * gain and n the normalised row, (h - mean(h) - n * mean(h * n)) / deviation, without mean(h) where rows are
// not centred. The others take shares of the gradients of gain and bias.

fn inputGradient(row: u32) {
  let start = row * ITEMS;
  var plain = Item();
  var along = Item();
  for (var i = 0u; i < ITEMS; i++) {
    let inner = upstream[start + i] * gain[i];
    if (CENTRES) {
      plain += inner;
    }
    along += inner * normed(row, i);
  }
  let meanPlain = total(plain) / f32(D);
  let meanAlong = total(along) / f32(D);
  for (var i = 0u; i < ITEMS; i++) {
    let inner = upstream[start + i] * gain[i];
    let own = (inner - meanPlain - normed(row, i) * meanAlong) * statistics[row].y;
    if (ADDS) {
      gradient[start + i] += own;
    } else {
      gradient[start + i] = own;
    }
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= ROW_INVOCATIONS) {
    weightShare(item - ROW_INVOCATIONS);
  } else if (item < arrayLength(&statistics)) {
    inputGradient(item);
  }
}
