// A row of queries, keys and values whose positions may turn it.

const HALF = max(HEAD_WIDTH / 2u, 1u);

// Feature c of the row, turned if it is not one of a value: `turns` has the cosines of a head's first half, then the sines.
fn turned(c: u32) -> f32 {
  if (!TURNS || c >= D + KEY_WIDTH) {
    return qkv[c];
  }
  let feature = c % HEAD_WIDTH;
  let pair = feature % HALF;
  let first = feature < HALF;
  let partner = select(qkv[c - select(HALF, 0u, first)], -qkv[c + select(0u, HALF, first)], first);
  return qkv[c] * turns[pair] + partner * turns[HALF + pair];
}
