@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read_write> output: array<Item>;

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
  // Some drivers overflow in e^2x; beyond 15 the result is 1 in single precision anyway. What is not a number stays so.
  let x = input[i];
  let far = select(x, sign(x), abs(x) >= Item(15.0));
  output[i] = select(far, tanh(clamp(x, Item(-15.0), Item(15.0))), abs(x) < Item(15.0));
}
