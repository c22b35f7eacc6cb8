// First half of the gradients of gain and bias: sums over a share of the rows, every SHARES-th one, so that neighbouring
// invocations read neighbouring features. joinWeights.wgsl adds the shares in order.

@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(2) var<storage, read> upstream: array<Item>;
// Gain then bias, [SHARES, 2, D].
@group(0) @binding(3) var<storage, read_write> shares: array<Item>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= SHARES * ITEMS) {
    return;
  }
  let share = item / ITEMS;
  let feature = item % ITEMS;
  var forGain = Item();
  var forBias = Item();
  for (var row = share; row < arrayLength(&statistics); row += SHARES) {
    let at = row * ITEMS + feature;
    forGain += upstream[at] * ((input[at] - statistics[row].x) * statistics[row].y);
    forBias += upstream[at];
  }
  shares[2u * share * ITEMS + feature] = forGain;
  shares[(2u * share + 1u) * ITEMS + feature] = forBias;
}
