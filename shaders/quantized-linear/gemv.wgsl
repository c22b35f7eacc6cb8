
// A quantised matrix times a vector. Codes are read in items of up to four words and 32 inputs, which share a scale, and
// become numbers in registers. s Σ (c − z) x = s (Σ c x − z Σ x), and Σ x is the same for all rows.

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
    var products = vec4f();
    var total = 0.0;
    // unroll
    for (var w = 0u; w < WORDS; w++) {
      let words = vec4u(a[w], b[w], c[w], d[w]);
      // unroll
      for (var q = 0u; q < QUADS; q++) {
        let x = inputsFrom(4u * (QUADS * (WORDS * item + w) + q));
        products += x.x * valuesOf(words, BITS * (4u * q));
        products += x.y * valuesOf(words, BITS * (4u * q + 1u));
        products += x.z * valuesOf(words, BITS * (4u * q + 2u));
        products += x.w * valuesOf(words, BITS * (4u * q + 3u));
        total += (x.x + x.y) + (x.z + x.w);
      }
    }
    let groups = groupsOf(rows, 4u * QUADS * WORDS * item);
    sums += scalesOf(groups) * (products - total * zerosOf(groups));
  }
  return sums;
}

fn finish(row: u32, sum: f32) {
  if (row < extent.outputs) {
    output[row] = sum + biasOf(row);
  }
}
