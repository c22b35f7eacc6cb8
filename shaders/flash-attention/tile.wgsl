// What the attention kernels share: which tile of which head an invocation works on, who sees whom, and what distance does
// to scores.

const TILES = (T + 3u) / 4u;
const SCALE = 1.0 / sqrt(f32(HEAD_WIDTH));
const HIDDEN = -1e30;
const OFFSETS = vec4u(0u, 1u, 2u, 3u);
// Heads of queries to each head of keys and values.
const GROUP = H / KEY_VALUE_HEADS;

struct Place {
  // First of the four rows of the tile.
  first: u32,
  // Where this sequence and head begin: in [B, H, T], in the matrices of D columns, in the packed matrix.
  statistics: u32,
  output: u32,
  query: u32,
  key: u32,
  value: u32,
  // What a score loses for each token between query and key.
  slope: f32,
  // Keys from the first on that every query sees.
  prefix: u32,
}

// `head` counts those of queries, of all sequences.
fn placeAt(head: u32, first: u32) -> Place {
  let packed = head / H * T * PACKED;
  let own = head % H;
  let key = packed + D + own / GROUP * HEAD_WIDTH;
  return Place(
    first,
    head * T,
    head / H * T * D + own * HEAD_WIDTH,
    packed + own * HEAD_WIDTH,
    key,
    key + KEY_VALUE_HEADS * HEAD_WIDTH,
    slopeOf(own),
    prefixLength(),
  );
}

fn placeOf(item: u32) -> Place {
  return placeAt(item / TILES, item % TILES * 4u);
}

// The first of the heads of queries that a head of keys and values serves.
fn firstHeadOf(keyValueHead: u32) -> u32 {
  return keyValueHead / KEY_VALUE_HEADS * H + keyValueHead % KEY_VALUE_HEADS * GROUP;
}

// A query sees the keys up to its own, and those of the prefix; of both, what is less than WINDOW tokens away.
fn seesKeys(query: u32, keys: vec4u, prefix: u32) -> vec4<bool> {
  var seen = keys <= vec4u(query);
  if (HAS_PREFIX) {
    seen = seen | (keys < vec4u(prefix));
  }
  return seen & isNear(query, keys);
}

fn isNear(row: u32, others: vec4u) -> vec4<bool> {
  if (WINDOW >= T) {
    return vec4<bool>(true);
  }
  return (others + vec4u(WINDOW) > vec4u(row)) & (others < vec4u(row + WINDOW));
}

// The first row that is near to one that is not before `row`.
fn firstNear(row: u32) -> u32 {
  return select(0u, row + 1u - WINDOW, row + 1u > WINDOW);
}

// Behind the last key that queries before `end` see, which may lie past T.
fn endOfKeys(end: u32, prefix: u32) -> u32 {
  return max(end, min(prefix, end - 1u + WINDOW));
}

// The first query that sees a key which is not before `key`.
fn firstQuery(key: u32, prefix: u32) -> u32 {
  return select(key, firstNear(key), key < prefix);
}

fn seenByQueries(key: u32, queries: vec4u, prefix: u32) -> vec4<bool> {
  var seen = queries >= vec4u(key);
  if (HAS_PREFIX) {
    seen = seen | vec4<bool>(key < prefix);
  }
  return seen & (queries < vec4u(T)) & isNear(key, queries);
}

// Scores of a row against four of the other side.
fn withDistance(scores: vec4f, slope: f32, row: u32, others: vec4u) -> vec4f {
  if (!KNOWS_DISTANCE) {
    return scores;
  }
  return scores - slope * abs(vec4f(others) - f32(row));
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
