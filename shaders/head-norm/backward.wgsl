// With h = upstream * gain and n the normed head: (h - n * mean(h * n)) / root mean square.

@group(0) @binding(3) var<storage, read> inverses: array<f32>;
@group(0) @binding(4) var<storage, read> upstream: array<f32>;
@group(0) @binding(5) var<storage, read_write> gradient: array<f32>;

fn passOn(at: u32) {
  gradient[at] = upstream[at];
}

fn ofHead(head: u32, start: u32, place: u32) {
  let inverse = inverses[place];
  var along = 0.0;
  for (var d = 0u; d < W; d++) {
    along += upstream[start + d] * gainOf(head, d) * input[start + d] * inverse;
  }
  let mean = along / f32(W);
  for (var d = 0u; d < W; d++) {
    gradient[start + d] = (upstream[start + d] * gainOf(head, d) - input[start + d] * inverse * mean) * inverse;
  }
}
