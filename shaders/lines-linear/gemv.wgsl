// A matrix whose rows and columns are gone as a whole, times a vector: only what stays is read. Rows that stay come first in
// `rows`, those that are gone after them, so that all outputs are written in one walk.

fn outputs() -> u32 {
  return arrayLength(&output);
}

fn rowsKept() -> u32 {
  return arrayLength(&weight) / arrayLength(&columns);
}

fn partialSums(first: u32, lane: u32) -> vec4f {
  let inputs = arrayLength(&columns);
  var sums = vec4f();
  if (first >= rowsKept()) {
    return sums;
  }
  let starts = inputs * min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(rowsKept() - 1u));
  for (var i = lane; i < inputs; i += LANES) {
    let input = x[columns[i]];
    sums += input * vec4f(weight[starts.x + i], weight[starts.y + i], weight[starts.z + i], weight[starts.w + i]);
  }
  return sums;
}

fn finish(place: u32, sum: f32) {
  if (place < outputs()) {
    let row = rows[place];
    output[row] = select(0.0, sum, place < rowsKept()) + biasOf(row);
  }
}
