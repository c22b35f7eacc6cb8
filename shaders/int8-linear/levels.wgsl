// Evenly spaced levels around zero, and which row a workgroup has.

// What fills up the last word is zero.
fn scaledInput(row: u32, inputs: u32, input: u32) -> f32 {
  let known = min(input, inputs - 1u);
  return select(0.0, x[row * inputs + known] * inputScaleOf(known), input == known);
}

// Halves go to the even level.
fn levelOf(value: f32, rowStep: f32) -> f32 {
  return clamp(round(value / rowStep), -LEVELS, LEVELS);
}

fn rowOf(group: vec3u, groups: vec3u) -> u32 {
  return group.y * groups.x + group.x;
}
