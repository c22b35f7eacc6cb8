
// A matrix of bytes times a token of bytes: whole numbers within a chunk of inputs, whose scale is one, then floats.

fn outputs() -> u32 {
  return extent.outputs;
}

fn partialSums(first: u32, lane: u32) -> vec4f {
  let rows = rowsFrom(first);
  let items = extent.words / WORDS;
  let starts = rows * items;
  var sums = vec4f();
  for (var item = lane; item < items; item += LANES) {
    let a = itemAt(starts.x + item) ^ HIGHEST_BITS;
    let b = itemAt(starts.y + item) ^ HIGHEST_BITS;
    let c = itemAt(starts.z + item) ^ HIGHEST_BITS;
    let d = itemAt(starts.w + item) ^ HIGHEST_BITS;
    let token = tokenAt(item);
    var products = vec4i();
    var total = 0;
    // unroll
    for (var w = 0u; w < WORDS; w++) {
      products += dots(vec4u(a[w], b[w], c[w], d[w]), token[w]);
      total += dot4I8Packed(ONES, token[w]);
    }
    let groups = groupsOf(rows, 4u * WORDS * item);
    sums += scalesOf(groups) * (vec4f(products) + (128.0 - zerosOf(groups)) * f32(total));
  }
  return sums;
}

fn finish(row: u32, sum: f32) {
  if (row < extent.outputs) {
    output[row] = tokenScales[0] * sum + biasOf(row);
  }
}
