// d(x * s)/dx = s + x * s * (1 - s). The gate is computed anew: cheaper than keeping it.

@group(0) @binding(0) var<storage, read> input: array<Item>; // [M, 2F]: gates, then values
@group(0) @binding(1) var<storage, read> upstream: array<Item>; // [M, F]
@group(0) @binding(2) var<storage, read_write> gradient: array<Item>; // [M, 2F]

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i >= arrayLength(&upstream)) {
    return;
  }
  let at = gateAt(i);
  let x = input[at];
  let s = gate(x);
  let given = upstream[i];
  gradient[at] = given * input[at + ITEMS] * (s + x * s * (1.0 - s));
  gradient[at + ITEMS] = given * x * s;
}
