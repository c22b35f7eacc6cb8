// Layer normalisation of each row, or that by the root mean square, as in forward.wgsl, with LANES invocations per row.

@group(0) @binding(0) var<storage, read> input: array<Item>;
@group(0) @binding(1) var<storage, read> gain: array<Item>;
@group(0) @binding(2) var<storage, read_write> output: array<Item>;
// Mean and reciprocal of the standard deviation, [M].
@group(0) @binding(3) var<storage, read_write> statistics: array<vec2f>;

fn workOnRow(lane: Lane) {
  // Past the end the last row is read again, because all must take part in the sums, and nothing is stored.
  let row = min(lane.row, arrayLength(&statistics) - 1u);
  let start = row * ITEMS;
  var mean = 0.0;
  if (CENTRES) {
    var sum = Item();
    for (var i = lane.first; i < ITEMS; i += LANES) {
      sum += input[start + i];
    }
    mean = rowSum(0u, vec2f(total(sum), 0.0), lane).x / f32(D);
  }
  var squares = Item();
  for (var i = lane.first; i < ITEMS; i += LANES) {
    let centred = input[start + i] - mean;
    squares += centred * centred;
  }
  let inverse = 1.0 / sqrt(rowSum(1u, vec2f(total(squares), 0.0), lane).x / f32(D) + EPSILON);
  if (lane.row > row) {
    return;
  }
  for (var i = lane.first; i < ITEMS; i += LANES) {
    output[start + i] = (input[start + i] - mean) * inverse * gain[i] + shift(i);
  }
  if (lane.first == 0u) {
    statistics[row] = vec2f(mean, inverse);
  }
}

fn workBeside(item: u32) {}
