// Gradient of the rows. With h = upstream * gain and n the normalised row: (h - mean(h) - n * mean(h * n)) / deviation.

@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read> gain: array<Item>;
@group(0) @binding(2) var<storage, read> statistics: array<vec2f>;
@group(0) @binding(3) var<storage, read> upstream: array<Item>;
@group(0) @binding(4) var<storage, read_write> gradient: array<Item>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let row = linearIndex(group, groups, local);
  if (row >= arrayLength(&statistics)) {
    return;
  }
  let start = row * ITEMS;
  let mean = statistics[row].x;
  let inverse = statistics[row].y;
  var plain = Item();
  var along = Item();
  for (var i = 0u; i < ITEMS; i++) {
    let inner = upstream[start + i] * gain[i];
    plain += inner;
    along += inner * ((input[start + i] - mean) * inverse);
  }
  let meanPlain = total(plain) / f32(D);
  let meanAlong = total(along) / f32(D);
  for (var i = 0u; i < ITEMS; i++) {
    let normed = (input[start + i] - mean) * inverse;
    gradient[start + i] = (upstream[start + i] * gain[i] - meanPlain - normed * meanAlong) * inverse;
  }
}
