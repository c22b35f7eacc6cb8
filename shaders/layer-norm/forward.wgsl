// Layer normalisation of each row (Ba et al. 2016), biased variance. One invocation per row, three walks along it: the
// variance is taken from centred values, because the difference of large squares would lose it. Where rows are not
// centred, it is the root mean square that they are divided by (Zhang & Sennrich 2019), after two walks.

@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read> gain: array<Item>;
@group(0) @binding(2) var<storage, read_write> output: array<Item>;
// Mean and reciprocal of the standard deviation, [M].
@group(0) @binding(3) var<storage, read_write> statistics: array<vec2f>;

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
  var mean = 0.0;
  if (CENTRES) {
    var sum = Item();
    for (var i = 0u; i < ITEMS; i++) {
      sum += input[start + i];
    }
    mean = total(sum) / f32(D);
  }
  var squares = Item();
  for (var i = 0u; i < ITEMS; i++) {
    let centred = input[start + i] - mean;
    squares += centred * centred;
  }
  let inverse = 1.0 / sqrt(total(squares) / f32(D) + EPSILON);
  for (var i = 0u; i < ITEMS; i++) {
    output[start + i] = (input[start + i] - mean) * inverse * gain[i] + shift(i);
  }
  statistics[row] = vec2f(mean, inverse);
}
