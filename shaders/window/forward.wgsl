@group(0) @binding(0) var<storage, read> input: array<Item>; // [M, D]
@group(0) @binding(1) var<storage, read_write> output: array<Item>; // [M, K·D]: the oldest first

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i >= arrayLength(&output)) {
    return;
  }
  let row = i / (LENGTH * ITEMS);
  let rest = i % (LENGTH * ITEMS);
  let lag = LENGTH - 1u - rest / ITEMS;
  var value = Item(0.0);
  if (row % TIME >= lag) {
    value = input[(row - lag) * ITEMS + rest % ITEMS];
  }
  output[i] = value;
}
