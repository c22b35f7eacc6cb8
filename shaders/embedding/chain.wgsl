// The places of equal ids as chains: `chain[v]` is the first place of id v, `chain[V + i]` the next place after i that holds
// the same id, and M means that there is none.

@group(0) @binding(0) var<storage, read> ids: array<i32>;
@group(0) @binding(1) var<storage, read_write> chain: array<i32>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= arrayLength(&chain)) {
    return;
  }
  var id = i32(item);
  var place = 0u;
  if (item >= V) {
    id = ids[item - V];
    place = item - V + 1u;
  }
  while (place < arrayLength(&ids) && ids[place] != id) {
    place++;
  }
  chain[item] = i32(place);
}
