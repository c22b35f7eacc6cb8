
// A quantised matrix times a vector. Codes are read in items of up to four words and 32 inputs, which share a scale, and
// become numbers in registers. s Σ (c − z) x = s (Σ c x − z Σ x), and Σ x is the same for all rows.

struct WordSums {
  // Σ c x of each row, and Σ x where it is wanted.
  products: vec4f,
  total: f32,
}

fn outputs() -> u32 {
  return extent.outputs;
}

fn partialSums(first: u32, lane: u32) -> vec4f {
  let rows = rowsFrom(first);
  let items = extent.words / WORDS;
  let starts = rows * items;
  var sums = vec4f();
  for (var item = lane; item < items; item += LANES) {
    let a = itemAt(starts.x + item);
    let b = itemAt(starts.y + item);
    let c = itemAt(starts.z + item);
    let d = itemAt(starts.w + item);
    var sum = WordSums();
    // unroll
    for (var w = 0u; w < WORDS; w++) {
      let one = wordSums(vec4u(a[w], b[w], c[w], d[w]), 4u * QUADS * (WORDS * item + w));
      sum.products += one.products;
      sum.total += one.total;
    }
    let groups = groupsOf(rows, 4u * QUADS * WORDS * item);
    sums += scalesOf(groups) * (sum.products - sum.total * zerosOf(groups));
  }
  return sums;
}

fn finish(row: u32, sum: f32) {
  if (row < extent.outputs) {
    output[row] = sum + biasOf(row);
  }
}
