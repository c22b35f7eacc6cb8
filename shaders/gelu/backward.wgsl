// d(x * s)/dx = s + x * s * (1 - s) * (2u)'. The gate is computed anew: cheaper than keeping it.

@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read> upstream: array<Item>;
@group(0) @binding(2) var<storage, read_write> gradient: array<Item>;

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
  let x = nearZero(input[i]);
  let s = gate(x);
  gradient[i] = upstream[i] * (s + x * s * (1.0 - s) * (SLOPE + 3.0 * CUBIC * x * x));
}
