// Which head of which row an invocation works on. Heads of queries come first, then those of keys, then of values.

const HEADS = QUERY_HEADS + 2u * KEY_HEADS;
const NORMED = QUERY_HEADS + KEY_HEADS;

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read> queryGain: array<f32>;
@group(0) @binding(2) var<storage, read> keyGain: array<f32>;

fn gainOf(head: u32, d: u32) -> f32 {
  return select(keyGain[d], queryGain[d], head < QUERY_HEADS);
}
