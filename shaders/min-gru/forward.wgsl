// An invocation walks one unit of one sequence through time: gates do not look at the states, so units are independent.

@group(0) @binding(0) var<storage, read> sums: array<f32>; // [B·T, 2H]: gates, then candidates
@group(0) @binding(1) var<storage, read_write> hiddens: array<f32>; // [B·T, H]

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
  var row = i / WIDTH * TIME;
  var hidden = 0.0;
  for (var t = 0u; t < TIME; t++) {
    let at = row * 2u * WIDTH + unit;
    let gate = logistic(sums[at]);
    hidden = (1.0 - gate) * hidden + gate * candidate(sums[at + WIDTH]);
    hiddens[row * WIDTH + unit] = hidden;
    row++;
  }
}
