// What a row is pushed away from: tokens that its sequence has read, each at the place where it came first, but the target.
@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> targets: array<i32>;
// The token of each place, -1 where it was there before.
@group(0) @binding(2) var<storage, read> candidates: array<i32>;
// Weight of the term over the number of rows that count.
@group(0) @binding(3) var<storage, read> scale: array<f32>;

struct Row {
  peak: f32,
  peakAt: u32,
  // Sum of the exponentials below the peak, and with its 1.
  others: f32,
  total: f32,
  // Sum of -log(1 - p), in nats.
  surprise: f32,
  // p / (1 - p): of the peak if it is a candidate, and the sum over all other candidates.
  oddsOfPeak: f32,
  odds: f32,
}

fn probabilityOf(row: Row, logit: f32) -> f32 {
  return softExp(logit - row.peak) / row.total;
}

// 1 - p, without taking a number near 1 from 1: only the peak's p can be large, and what it lacks are the others.
fn restOf(row: Row, token: u32, probability: f32) -> f32 {
  return select(1.0 - probability, row.others / row.total, token == row.peakAt);
}

// p / (1 - p), or 0 where 1 - p is cut off.
fn oddsOf(probability: f32, rest: f32) -> f32 {
  return select(probability / max(rest, SMALLEST), 0.0, rest < SMALLEST);
}

fn surpriseOf(p: f32, rest: f32) -> f32 {
  // -log(1 - p) of a small p by its series.
  let small = p * (1.0 + p * (1.0 / 2.0 + p * (1.0 / 3.0 + p / 4.0)));
  return select(-log(max(rest, SMALLEST)), small, p < 0.01);
}

fn isCandidate(token: i32, row: u32) -> bool {
  return token >= 0 && token != targets[row];
}

fn readRow(row: u32) -> Row {
  let first = row * V;
  var result = Row(logits[first], 0u, 0.0, 1.0, 0.0, 0.0, 0.0);
  for (var v = 1u; v < V; v++) {
    if (logits[first + v] > result.peak) {
      result.peak = logits[first + v];
      result.peakAt = v;
    }
  }
  for (var v = 0u; v < V; v++) {
    if (v != result.peakAt) {
      result.others += softExp(logits[first + v] - result.peak);
    }
  }
  result.total = 1.0 + result.others;
  for (var place = row - row % TIME; place <= row; place++) {
    let token = candidates[place];
    if (isCandidate(token, row)) {
      let probability = probabilityOf(result, logits[first + u32(token)]);
      let rest = restOf(result, u32(token), probability);
      result.surprise += surpriseOf(probability, rest);
      if (u32(token) == result.peakAt) {
        result.oddsOfPeak = oddsOf(probability, rest);
      } else {
        result.odds += oddsOf(probability, rest);
      }
    }
  }
  return result;
}
