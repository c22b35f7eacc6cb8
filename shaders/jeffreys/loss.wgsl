// The sum over classes of (p − q)(log p − log q).
fn lossOf(row: u32) -> f32 {
  let sums = logSums(row * V);
  var divergence = 0.0;
  for (var start = 0u; start < V; start += BLOCK) {
    var part = 0.0;
    for (var v = start; v < min(start + BLOCK, V); v++) {
      let pair = pairAt(row * V + v, sums);
      part += (pair.p - pair.q) * pair.apart;
    }
    divergence += part;
  }
  return divergence * scale[0];
}
