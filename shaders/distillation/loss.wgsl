fn lossOf(row: u32) -> f32 {
  let first = row * V;
  let sums = logSums(first);
  let warmth = 1.0 / terms.temperature;
  var divergence = 0.0;
  for (var v = 0u; v < V; v++) {
    let theirs = teacher[first + v] * warmth - sums.teacher;
    let ours = logits[first + v] * warmth - sums.student;
    divergence += softExp(theirs) * (theirs - ours);
  }
  let surprise = sums.hard - logits[first + u32(targets[row])];
  let soft = terms.temperature * terms.temperature * divergence;
  return terms.part * ((1.0 - terms.share) * surprise + terms.share * soft);
}
