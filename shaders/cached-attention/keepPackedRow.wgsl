// Keeps the key and the value of a new position in few bits: a workgroup for each head of the row. It finds the range of its
// head and writes scale, minimum and codes; heads of queries stay numbers. Query and key are turned first, where positions
// turn them.

var<workgroup> lows: array<f32, WORKGROUP>;
var<workgroup> highs: array<f32, WORKGROUP>;

fn keepWord(isValue: bool, at: u32, word: u32) {
  if (isValue) {
    values[at] = word;
  } else {
    keys[at] = word;
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let first = group.x * HEAD_WIDTH;
  if (group.x < HEADS) {
    for (var d = lane; d < HEAD_WIDTH; d += WORKGROUP) {
      query[first + d] = turned(first + d);
    }
    return;
  }
  var low = turned(first);
  var high = low;
  for (var d = lane; d < HEAD_WIDTH; d += WORKGROUP) {
    let x = turned(first + d);
    low = min(low, x);
    high = max(high, x);
  }
  lows[lane] = low;
  highs[lane] = high;
  workgroupBarrier();
  for (var i = 0u; i < WORKGROUP; i++) {
    low = min(low, lows[i]);
    high = max(high, highs[i]);
  }
  let scale = (high - low) / f32(LARGEST);
  let head = group.x - HEADS;
  let isValue = head >= KEY_HEADS;
  let at = (place[0] % T * KEY_HEADS + head % KEY_HEADS) * HEAD_WORDS;
  if (lane == 0u) {
    keepWord(isValue, at, bitcast<u32>(scale));
    keepWord(isValue, at + 1u, bitcast<u32>(low));
  }
  for (var word = lane; word < HEAD_WORDS - 2u; word += WORKGROUP) {
    let start = word * PER_WORD;
    let end = min(start + PER_WORD, HEAD_WIDTH);
    var codes = 0u;
    for (var d = start; d < end && scale > 0.0; d++) {
      // Halves upwards, as on typed arrays.
      let code = min(u32(floor((turned(first + d) - low) / scale + 0.5)), LARGEST);
      codes |= code << (BITS * (d - start));
    }
    keepWord(isValue, at + 2u + word, codes);
  }
}
