// Rows of keys and values as they are.

fn keyDot(first: u32, t: u32, keyHead: u32) -> f32 {
  let row = (t * KEY_HEADS + keyHead) * HEAD_WIDTH;
  var dot = 0.0;
  for (var d = 0u; d < HEAD_WIDTH; d++) {
    dot += query[first + d] * keys[row + d];
  }
  return dot;
}

fn valueAt(t: u32, keyHead: u32, d: u32) -> f32 {
  return values[(t * KEY_HEADS + keyHead) * HEAD_WIDTH + d];
}
