// A dense matrix [O, I] times a vector [I], read in items of four numbers or one.

fn outputs() -> u32 {
  return arrayLength(&output);
}

fn partialSums(first: u32, lane: u32) -> vec4f {
  let items = arrayLength(&x);
  let starts = items * min(vec4u(first) + vec4u(0u, 1u, 2u, 3u), vec4u(outputs() - 1u));
  var a = Item();
  var b = Item();
  var c = Item();
  var d = Item();
  for (var item = lane; item < items; item += LANES) {
    let input = x[item];
    a += weight[starts.x + item] * input;
    b += weight[starts.y + item] * input;
    c += weight[starts.z + item] * input;
    d += weight[starts.w + item] * input;
  }
  return vec4f(total(a), total(b), total(c), total(d));
}

fn finish(row: u32, sum: f32) {
  if (row < outputs()) {
    output[row] = sum;
  }
}
