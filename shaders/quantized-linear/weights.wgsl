
// Four rows of a quantised matrix at once, a component for each.

struct Extent {
  inputs: u32,
  outputs: u32,
  // Of a row.
  words: u32,
  groupsPerRow: u32,
  chunksPerGroup: u32,
  middle: f32,
}

const FOUR = vec4u(0u, 1u, 2u, 3u);
const CHUNK = 32u;

// Rows past the last one are the last one, whose products nobody asks for.
fn rowsFrom(first: u32) -> vec4u {
  return min(vec4u(first) + FOUR, vec4u(extent.outputs - 1u));
}

fn groupsOf(rows: vec4u, input: u32) -> vec4u {
  return rows * extent.groupsPerRow + input / CHUNK / extent.chunksPerGroup;
}

fn scalesOf(groups: vec4u) -> vec4f {
  return vec4f(scaleOf(groups.x), scaleOf(groups.y), scaleOf(groups.z), scaleOf(groups.w));
}

fn zerosOf(groups: vec4u) -> vec4f {
  return vec4f(zeroOf(groups.x), zeroOf(groups.y), zeroOf(groups.z), zeroOf(groups.w));
}

// What the codes from a bit on mean, in a word of each row.
fn valuesOf(words: vec4u, bit: u32) -> vec4f {
  return levelsOf((words >> vec4u(bit)) & vec4u(MASK));
}

fn inputScalesFrom(input: u32) -> vec4f {
  return vec4f(inputScaleOf(input), inputScaleOf(input + 1u), inputScaleOf(input + 2u), inputScaleOf(input + 3u));
}
