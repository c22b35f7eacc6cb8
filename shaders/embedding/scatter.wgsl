// Gradient of the table: each of its items walks along the chain of its row and adds what belongs to it, in order. No
// atomics, the same bits on every run.

@group(0) @binding(0) var<storage, read> chain: array<i32>;
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
  let rows = arrayLength(&upstream) / ITEMS;
  var sum = Item();
  var place = u32(chain[item / ITEMS]);
  while (place < rows) {
    sum += upstream[place * ITEMS + item % ITEMS];
    // Onwards in any case: a loop without end would take the device down with it.
    place = max(place + 1u, u32(chain[V + place]));
  }
  if (ADDS) {
    gradient[item] += sum;
  } else {
    gradient[item] = sum;
  }
}
