// What a row is compared by: logarithms of its sums of exponentials, at temperature 1 and T.
@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> teacher: array<f32>;
@group(0) @binding(2) var<storage, read> targets: array<i32>;
struct Terms {
  // One over the number of rows that count.
  part: f32,
  temperature: f32,
  // Of the teacher in the loss.
  share: f32,
}
@group(0) @binding(3) var<storage, read> terms: Terms;

struct LogSums {
  hard: f32,
  student: f32,
  teacher: f32,
}

fn logSums(first: u32) -> LogSums {
  var peak = logits[first];
  var teacherPeak = teacher[first];
  for (var v = 1u; v < V; v++) {
    peak = max(peak, logits[first + v]);
    teacherPeak = max(teacherPeak, teacher[first + v]);
  }
  let warmth = 1.0 / terms.temperature;
  var sums = vec3f(0.0);
  for (var v = 0u; v < V; v++) {
    let below = logits[first + v] - peak;
    // exp of a very negative number is not to be trusted everywhere.
    let exponents = vec3f(below, below * warmth, (teacher[first + v] - teacherPeak) * warmth);
    sums += exp(max(exponents, vec3f(-87.0)));
  }
  return LogSums(peak + log(sums.x), peak * warmth + log(sums.y), teacherPeak * warmth + log(sums.z));
}
