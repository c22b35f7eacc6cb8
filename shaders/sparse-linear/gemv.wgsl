
// A 2:4 sparse matrix times a vector, a word of places at a time: eight pairs of weights, 32 inputs.

fn partialSums(first: u32, lane: u32) -> vec4f {
  let items = quads() / 8u;
  let starts = items * min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(outputs() - 1u));
  var sums = vec4f();
  for (var item = lane; item < items; item += LANES) {
    let at = starts + item;
    let words = vec4u(places[at.x], places[at.y], places[at.z], places[at.w]);
    // unroll
    for (var i = 0u; i < 4u; i++) {
      let here = x[8u * item + 2u * i];
      let next = x[8u * item + 2u * i + 1u];
      let four = words >> vec4u(8u * i);
      sums += vec4f(
        twoPairs(kept[4u * at.x + i], four.x, here, next),
        twoPairs(kept[4u * at.y + i], four.y, here, next),
        twoPairs(kept[4u * at.z + i], four.z, here, next),
        twoPairs(kept[4u * at.w + i], four.w, here, next),
      );
    }
  }
  return sums;
}

fn twoPairs(weights: vec4f, four: u32, x: vec4f, next: vec4f) -> f32 {
  let first = weights.x * x[four & 3u] + weights.y * x[(four >> 2u) & 3u];
  return first + weights.z * next[(four >> 4u) & 3u] + weights.w * next[(four >> 6u) & 3u];
}

fn finish(row: u32, sum: f32) {
  if (row < outputs()) {
    output[row] = sum + biasOf(row);
  }
}
