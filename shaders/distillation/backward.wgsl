// d loss / d logits of a row: both differences of probabilities, the soft one T times because T² / T.
fn writeGradient(row: u32) {
  let first = row * V;
  let sums = logSums(first);
  let warmth = 1.0 / terms.temperature;
  let scale = terms.part * upstream[0];
  for (var v = 0u; v < V; v++) {
    let own = logits[first + v];
    let hard = softExp(own - sums.hard) - select(0.0, 1.0, v == u32(targets[row]));
    let theirs = softExp(teacher[first + v] * warmth - sums.teacher);
    let soft = softExp(own * warmth - sums.student) - theirs;
    gradient[first + v] = scale * ((1.0 - terms.share) * hard + terms.share * terms.temperature * soft);
  }
}
