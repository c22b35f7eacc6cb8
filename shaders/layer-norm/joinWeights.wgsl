// Second half of the gradients of gain and bias.

@group(0) @binding(0) var<storage, read> shares: array<Item>;
@group(0) @binding(1) var<storage, read_write> gainGradient: array<Item>;

fn joined(weight: u32, feature: u32) -> Item {
  var sum = Item();
  for (var share = 0u; share < SHARES; share++) {
    sum += shares[(WEIGHTS * share + weight) * ITEMS + feature];
  }
  return sum;
}

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
  gainGradient[feature] = joined(0u, feature);
  joinBias(feature);
}
