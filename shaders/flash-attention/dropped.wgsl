// Which attention weights stay, by the numbers of src/domain/core/random.ts, bit for bit.

struct Dropping {
  // What `random32` makes of seed and stream.
  key: u32,
  second: u32,
  // Of 24 bits, for the numbers of what stays.
  threshold: u32,
  keep: f32,
  // Keys from the first on that every query sees, where the mask has such.
  prefix: u32,
}

fn mixed(x: vec4u) -> vec4u {
  var h = x;
  h = (h ^ (h >> vec4u(16u))) * 0x7feb352du;
  h = (h ^ (h >> vec4u(15u))) * 0x846ca68bu;
  return h ^ (h >> vec4u(16u));
}

// Weights of queries, numbered in [B, H, T], for keys of their sequence; or the gradients of such.
fn dropped(weights: vec4f, rows: vec4u, keys: vec4u) -> vec4f {
  let bits = mixed(mixed((rows * T + keys) ^ vec4u(dropping.key)) + vec4u(dropping.second));
  return select(vec4f(0.0), weights * dropping.keep, (bits >> vec4u(8u)) >= vec4u(dropping.threshold));
}
