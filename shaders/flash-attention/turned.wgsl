// Queries and keys turned by their positions as they are read. `turns` has for every position the cosine of each feature,
// then the sine, negative in the first half of a head, each padded to CHUNKS times four: a feature times its cosine plus
// its partner, half a head away, times its sine.

const HALF = HEAD_WIDTH / 2u;

// `at`: the head's first feature in the first row.
fn turnedChunk(at: u32, row: u32, c: u32) -> vec4f {
  let start = at + row * PACKED;
  let cosines = 2u * row * CHUNKS;
  return qkvChunk(start, c) * turns[cosines + c] + partnerChunk(start, c) * turns[cosines + CHUNKS + c];
}

fn turnedTile(at: u32, row: u32, c: u32) -> mat4x4f {
  return mat4x4f(
    turnedChunk(at, min(row, T - 1u), c),
    turnedChunk(at, min(row + 1u, T - 1u), c),
    turnedChunk(at, min(row + 2u, T - 1u), c),
    turnedChunk(at, min(row + 3u, T - 1u), c),
  );
}
