// d/da = p (log p − log q − KL(p ‖ q)) + p − q.
fn writeGradient(row: u32) {
  let first = row * V;
  let sums = logSums(first);
  var divergence = 0.0;
  for (var start = 0u; start < V; start += BLOCK) {
    var part = 0.0;
    for (var v = start; v < min(start + BLOCK, V); v++) {
      let pair = pairAt(first + v, sums);
      part += pair.p * pair.apart;
    }
    divergence += part;
  }
  let factor = scale[0] * upstream[0];
  for (var v = 0u; v < V; v++) {
    let pair = pairAt(first + v, sums);
    gradient[first + v] = factor * (pair.p * (pair.apart - divergence) + pair.p - pair.q);
  }
}
