// Gradients of weight and bias from the shares that workgroups have computed of them, added in order.

@group(0) @binding(0) var<storage, read> weightShares: array<Item>;
@group(0) @binding(1) var<storage, read> biasShares: array<Item>;
@group(0) @binding(2) var<storage, read_write> forWeight: array<Item>;
@group(0) @binding(3) var<storage, read_write> forBias: array<Item>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  var sum = Item();
  if (item < WEIGHT_ITEMS) {
    for (var share = 0u; share < SHARES; share++) {
      sum += weightShares[WEIGHT_ITEMS * share + item];
    }
    forWeight[item] = sum;
  } else if (item < WEIGHT_ITEMS + BIAS_ITEMS) {
    let column = item - WEIGHT_ITEMS;
    for (var share = 0u; share < SHARES; share++) {
      sum += biasShares[BIAS_ITEMS * share + column];
    }
    forBias[column] = sum;
  }
}
