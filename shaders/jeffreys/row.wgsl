// Two rows of logits as log-probabilities.
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<i32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;

// Summed by themselves, so that what is added to a sum is never much smaller than it.
const BLOCK = 64u;

// Logarithms of the sums of exponentials of both rows.
fn logSums(first: u32) -> vec2f {
  var peaks = vec2f(a[first], b[first]);
  for (var v = 1u; v < V; v++) {
    peaks = max(peaks, vec2f(a[first + v], b[first + v]));
  }
  var sums = vec2f(0.0);
  for (var start = 0u; start < V; start += BLOCK) {
    var part = vec2f(0.0);
    for (var v = start; v < min(start + BLOCK, V); v++) {
      part += vec2f(softExp(a[first + v] - peaks.x), softExp(b[first + v] - peaks.y));
    }
    sums += part;
  }
  return peaks + log(sums);
}

struct Pair {
  // Probabilities of one class.
  p: f32,
  q: f32,
  // log p − log q
  apart: f32,
}

fn pairAt(at: u32, sums: vec2f) -> Pair {
  let logs = vec2f(a[at], b[at]) - sums;
  return Pair(softExp(logs.x), softExp(logs.y), logs.x - logs.y);
}
