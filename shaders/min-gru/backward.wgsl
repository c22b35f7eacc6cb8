// Back through time, one unit of one sequence by each invocation; gates are computed anew: cheaper than keeping them.

@group(0) @binding(0) var<storage, read> sums: array<f32>; // [B·T, 2H]: gates, then candidates
@group(0) @binding(1) var<storage, read> hiddens: array<f32>; // [B·T, H]
@group(0) @binding(2) var<storage, read> upstream: array<f32>; // [B·T, H]
@group(0) @binding(3) var<storage, read_write> forSums: array<f32>; // [B·T, 2H]

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let i = linearIndex(group, groups, local);
  if (i * TIME >= arrayLength(&hiddens)) {
    return;
  }
  let unit = i % WIDTH;
  let first = i / WIDTH * TIME;
  var carried = 0.0;
  for (var t = TIME; t > 0u; t--) {
    let row = first + t - 1u;
    let at = row * 2u * WIDTH + unit;
    let x = sums[at + WIDTH];
    let gate = logistic(sums[at]);
    let bend = logistic(x);
    let slope = select(bend * (1.0 - bend), 1.0, x >= 0.0);
    var before = 0.0;
    if (t > 1u) {
      before = hiddens[(row - 1u) * WIDTH + unit];
    }
    let given = upstream[row * WIDTH + unit] + carried;
    forSums[at] = given * (candidate(x) - before) * gate * (1.0 - gate);
    forSums[at + WIDTH] = given * gate * slope;
    carried = given * (1.0 - gate);
  }
}
