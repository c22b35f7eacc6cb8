// Counter-based random numbers, bit for bit those of src/domain/core/random.ts.

// Bijective 32-bit mixer (C. Wellons' lowbias32).
fn mix32(x: u32) -> u32 {
  var h = x;
  h = (h ^ (h >> 16u)) * 0x7feb352du;
  h = (h ^ (h >> 15u)) * 0x846ca68bu;
  return h ^ (h >> 16u);
}

fn random32(seed: u32, stream: u32, counter: u32) -> u32 {
  let key = mix32(mix32(seed + 0x9e3779b9u) ^ stream);
  return mix32(mix32(counter ^ key) + mix32(key ^ 0x85ebca6bu));
}

// Uniform in [0, 1), 24 bits, exact.
fn uniform01(seed: u32, stream: u32, counter: u32) -> f32 {
  return f32(random32(seed, stream, counter) >> 8u) / 16777216.0;
}
