// What the three attention kernels share: which tile of which head an invocation works on, and the causal mask.

const TILES = (T + 3u) / 4u;
const SCALE = 1.0 / sqrt(f32(HEAD_WIDTH));
const HIDDEN = -1e30;
const OFFSETS = vec4u(0u, 1u, 2u, 3u);

struct Place {
  // First of the four rows of the tile.
  first: u32,
  // Where this sequence and head begin: in [B, H, T], in the matrices of D columns, in the packed matrix of 3D columns.
  statistics: u32,
  output: u32,
  query: u32,
  key: u32,
  value: u32,
}

fn placeOf(item: u32) -> Place {
  let head = item / TILES;
  let output = head / H * T * D + head % H * HEAD_WIDTH;
  let query = head / H * T * 3u * D + head % H * HEAD_WIDTH;
  return Place(item % TILES * 4u, head * T, output, query, query + D, query + 2u * D);
}

// Arguments are at most 0; far below, exp is asked for nothing it might not be able to give.
fn softExp(x: vec4f) -> vec4f {
  return exp(clamp(x, vec4f(-87.0), vec4f(0.0)));
}

fn maxOf(v: vec4f) -> f32 {
  return max(max(v.x, v.y), max(v.z, v.w));
}

fn sumOf(v: vec4f) -> f32 {
  return dot(v, vec4f(1.0));
}
