// Sums of every STRIDE-th item, one per invocation and in order; zero for outputs past the stride.

@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read_write> output: array<Item>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let item = linearIndex(group, groups, local);
  if (item >= arrayLength(&output)) {
    return;
  }
  var sum = Item();
  if (item < STRIDE) {
    for (var i = item; i < arrayLength(&input); i += STRIDE) {
      sum += input[i];
    }
  }
  output[item] = sum;
}
