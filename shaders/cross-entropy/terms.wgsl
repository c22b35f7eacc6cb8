// What may differ from step to step.
struct Terms {
  // Of a row in the mean.
  share: f32,
  // Part of each target that lies on all classes alike.
  smoothing: f32,
}
