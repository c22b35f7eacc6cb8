// Gradient of the table: each of its items looks through all ids for its row and adds what belongs to it, in order. That
// reads every id for every row, but ids are few and cached, and there are no atomics: same bits on every run.

@group(0) @binding(0) var<storage, read> ids: array<i32>;
@group(0) @binding(1) var<storage, read> upstream: array<Item>;
@group(0) @binding(2) var<storage, read_write> gradient: array<Item>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= arrayLength(&gradient)) {
    return;
  }
  let row = i32(item / ITEMS);
  var sum = Item();
  for (var i = 0u; i < arrayLength(&ids); i++) {
    if (ids[i] == row) {
      sum += upstream[i * ITEMS + item % ITEMS];
    }
  }
  gradient[item] = sum;
}
