// d term / d logits of a row: -p times the odds of all candidates, and for a candidate p (1 - the odds of the others).
fn writeGradient(row: u32) {
  let first = row * V;
  let sums = readRow(row);
  let factor = scale[0] * upstream[0];
  for (var v = 0u; v < V; v++) {
    let probability = probabilityOf(sums, logits[first + v]);
    gradient[first + v] = -factor * probability * (sums.oddsOfPeak + sums.odds);
  }
  for (var place = row - row % TIME; place <= row; place++) {
    let token = candidates[place];
    if (isCandidate(token, row)) {
      let probability = probabilityOf(sums, logits[first + u32(token)]);
      let own = oddsOf(probability, restOf(sums, u32(token), probability));
      // Without taking the odds of the peak, which may be huge, from a sum with them.
      let ofOthers = select(sums.oddsOfPeak + (sums.odds - own), sums.odds, u32(token) == sums.peakAt);
      // What is cut off is pushed by the others alone.
      let pushed = select(probability, 0.0, own == 0.0);
      gradient[first + u32(token)] = factor * (pushed - probability * ofOthers);
    }
  }
}
