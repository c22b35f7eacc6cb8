// What every backward pass binds, and the gradients of gain and bias: sums over a share of the rows, every SHARES-th one,
// so that neighbours read neighbouring features; joinWeights.wgsl adds the shares in order.

@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read> gain: array<Item>;
@group(0) @binding(2) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(3) var<storage, read> upstream: array<Item>;
@group(0) @binding(4) var<storage, read_write> gradient: array<Item>;
// Gain and, if there is one, bias, [SHARES, WEIGHTS, D].
@group(0) @binding(5) var<storage, read_write> shares: array<Item>;

fn normed(row: u32, feature: u32) -> Item {
  return (input[row * ITEMS + feature] - statistics[row].x) * statistics[row].y;
}

// `item` counts features within shares.
fn weightShare(item: u32) {
  if (item >= SHARES * ITEMS) {
    return;
  }
  let share = item / ITEMS;
  let feature = item % ITEMS;
  var forGain = Item();
  var forBias = Item();
  for (var row = share; row < arrayLength(&statistics); row += SHARES) {
    let arriving = upstream[row * ITEMS + feature];
    forGain += arriving * normed(row, feature);
    forBias += arriving;
  }
  shares[WEIGHTS * share * ITEMS + feature] = forGain;
  if (WEIGHTS == 2u) {
    shares[(WEIGHTS * share + 1u) * ITEMS + feature] = forBias;
  }
}
