@group(0) @binding(3) var<storage, read_write> output: array<f32>;
@group(0) @binding(4) var<storage, read_write> inverses: array<f32>;

fn passOn(at: u32) {
  output[at] = input[at];
}

fn ofHead(head: u32, start: u32, place: u32) {
  var squares = 0.0;
  for (var d = 0u; d < W; d++) {
    squares += input[start + d] * input[start + d];
  }
  let inverse = 1.0 / sqrt(squares / f32(W) + EPSILON);
  for (var d = 0u; d < W; d++) {
    output[start + d] = input[start + d] * inverse * gainOf(head, d);
  }
  inverses[place] = inverse;
}
