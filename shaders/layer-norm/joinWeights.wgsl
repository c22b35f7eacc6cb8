// Second half of the gradients of gain and bias.

@group(0) @binding(0) var<storage, read> shares: array<Item>;
@group(0) @binding(1) var<storage, read_write> gainGradient: array<Item>;
@group(0) @binding(2) var<storage, read_write> biasGradient: array<Item>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let feature = linearIndex(group, groups, local);
  if (feature >= ITEMS) {
    return;
  }
  var forGain = Item();
  var forBias = Item();
  for (var share = 0u; share < SHARES; share++) {
    forGain += shares[2u * share * ITEMS + feature];
    forBias += shares[(2u * share + 1u) * ITEMS + feature];
  }
  gainGradient[feature] = forGain;
  biasGradient[feature] = forBias;
}
