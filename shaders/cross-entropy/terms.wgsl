// What may differ from step to step.
struct Terms {
  // Of a row in the mean.
  share: f32,
  // Part of each target that lies on all classes alike.
  smoothing: f32,
  // Power of the focal factor.
  focus: f32,
  // Of the square of the log-sum-exp.
  normaliser: f32,
  // Of the entropy that is taken off.
  confidence: f32,
  // Done and planned ones, for a formula.
  step: f32,
  steps: f32,
}
