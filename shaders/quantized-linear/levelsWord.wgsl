
// A word of codes of each of four rows, times the inputs from `input` on.
fn wordSums(words: vec4u, input: u32) -> WordSums {
  var sums = WordSums();
  // unroll
  for (var q = 0u; q < QUADS; q++) {
    const first = 4u * BITS * q;
    let x = inputsFrom(input + 4u * q);
    sums.products += x.x * valuesOf(words, first);
    sums.products += x.y * valuesOf(words, first + BITS);
    sums.products += x.z * valuesOf(words, first + 2u * BITS);
    sums.products += x.w * valuesOf(words, first + 3u * BITS);
  }
  return sums;
}
