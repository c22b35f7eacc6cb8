// Each input adds up what its copies in the rows behind it were given; in a fixed order, and by nobody else.

@group(0) @binding(0) var<storage, read> upstream: array<Item>; // [M, K·D]
@group(0) @binding(1) var<storage, read_write> gradient: array<Item>; // [M, D]

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i >= arrayLength(&gradient)) {
    return;
  }
  let row = i / ITEMS;
  let reach = min(LENGTH, TIME - row % TIME);
  var sum = Item(0.0);
  for (var lag = 0u; lag < reach; lag++) {
    sum += upstream[((row + lag) * LENGTH + LENGTH - 1u - lag) * ITEMS + i % ITEMS];
  }
  gradient[i] = sum;
}
