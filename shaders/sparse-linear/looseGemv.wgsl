
// A 2:4 sparse matrix whose rows are no whole words of places, times a vector, four inputs at a time.

fn partialSums(first: u32, lane: u32) -> vec4f {
  var sums = vec4f();
  for (var quad = lane; quad < quads(); quad += LANES) {
    sums += right(4u * quad, first) * x[quad];
  }
  return sums;
}

fn finish(row: u32, sum: f32) {
  if (row < outputs()) {
    output[row] = sum + biasOf(row);
  }
}
