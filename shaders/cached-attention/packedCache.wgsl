// Rows of keys and values in few bits, which become numbers in registers: x = minimum + scale * code, so that the dot with
// a query is scale * (the dot with the codes) + minimum * (the sum of the query).

fn headAt(t: u32, keyHead: u32) -> u32 {
  return (t * KEY_HEADS + keyHead) * HEAD_WORDS;
}

fn keyDot(first: u32, t: u32, keyHead: u32) -> f32 {
  let at = headAt(t, keyHead);
  var dot = 0.0;
  var total = 0.0;
  for (var start = 0u; start < HEAD_WIDTH; start += PER_WORD) {
    var codes = keys[at + 2u + start / PER_WORD];
    let end = min(start + PER_WORD, HEAD_WIDTH);
    for (var d = start; d < end; d++) {
      let q = query[first + d];
      dot += q * f32(codes & LARGEST);
      total += q;
      codes >>= BITS;
    }
  }
  return bitcast<f32>(keys[at]) * dot + bitcast<f32>(keys[at + 1u]) * total;
}

fn valueAt(t: u32, keyHead: u32, d: u32) -> f32 {
  let at = headAt(t, keyHead);
  let code = (values[at + 2u + d / PER_WORD] >> (BITS * (d % PER_WORD))) & LARGEST;
  return bitcast<f32>(values[at + 1u]) + bitcast<f32>(values[at]) * f32(code);
}
