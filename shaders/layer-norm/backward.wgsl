// Backward pass in one dispatch of two kinds of invocations. The first ones take a row each for the input's gradient: with
// h = upstream * gain and n the normalised row, (h - mean(h) - n * mean(h * n)) / deviation. The others sum the gradients
// of gain and bias over a share of the rows, every SHARES-th one, so that neighbours read neighbouring features;
// joinWeights.wgsl adds the shares in order.

@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read> gain: array<Item>;
@group(0) @binding(2) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(3) var<storage, read> upstream: array<Item>;
@group(0) @binding(4) var<storage, read_write> gradient: array<Item>;
// Gain then bias, [SHARES, 2, D].
@group(0) @binding(5) var<storage, read_write> shares: array<Item>;

fn normed(row: u32, feature: u32) -> Item {
  return (input[row * ITEMS + feature] - statistics[row].x) * statistics[row].y;
}

fn inputGradient(row: u32) {
  let start = row * ITEMS;
  var plain = Item();
  var along = Item();
  for (var i = 0u; i < ITEMS; i++) {
    let inner = upstream[start + i] * gain[i];
    plain += inner;
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

fn weightShare(share: u32, feature: u32) {
  var forGain = Item();
  var forBias = Item();
  for (var row = share; row < arrayLength(&statistics); row += SHARES) {
    let arriving = upstream[row * ITEMS + feature];
    forGain += arriving * normed(row, feature);
    forBias += arriving;
  }
  shares[2u * share * ITEMS + feature] = forGain;
  shares[(2u * share + 1u) * ITEMS + feature] = forBias;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item < ROW_INVOCATIONS) {
    if (item < arrayLength(&statistics)) {
      inputGradient(item);
    }
    return;
  }
  let share = item - ROW_INVOCATIONS;
  if (share < SHARES * ITEMS) {
    weightShare(share / ITEMS, share % ITEMS);
  }
}
