
// A word of codes of each of four rows, times the inputs from `input` on. Codes are not moved to the lowest bits but only to
// the lower half of the word; inputs, which all rows share, are divided for it. Signed numbers become floats faster.
fn wordSums(words: vec4u, input: u32) -> WordSums {
  var sums = WordSums();
  // unroll
  for (var q = 0u; q < QUADS; q++) {
    const first = 4u * BITS * q;
    const third = first + 2u * BITS;
    const low = first % 16u;
    const high = third % 16u;
    let x = inputsFrom(input + 4u * q);
    let divided = x / vec4f(vec4u(1u << low, 1u << (low + BITS), 1u << high, 1u << (high + BITS)));
    let near = vec4i(words >> vec4u(first - low));
    let far = vec4i(words >> vec4u(third - high));
    sums.products += divided.x * vec4f(near & vec4i(i32(MASK << low)));
    sums.products += divided.y * vec4f(near & vec4i(i32(MASK << (low + BITS))));
    sums.products += divided.z * vec4f(far & vec4i(i32(MASK << high)));
    sums.products += divided.w * vec4f(far & vec4i(i32(MASK << (high + BITS))));
    sums.total += (x.x + x.y) + (x.z + x.w);
  }
  return sums;
}
