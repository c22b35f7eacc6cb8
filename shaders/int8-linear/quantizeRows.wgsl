
// Rows of x in signed bytes, four to a word, and a scale for each row: its largest size over 127. A row for a workgroup.

var<workgroup> peaks: array<f32, WORKGROUP>;

// What fills up the last word is zero.
fn scaledInput(row: u32, inputs: u32, input: u32) -> f32 {
  let known = min(input, inputs - 1u);
  return select(0.0, x[row * inputs + known] * inputScaleOf(known), input == known);
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let rows = arrayLength(&tokenScales);
  let row = group.y * groups.x + group.x;
  if (row >= rows) {
    return;
  }
  let inputs = arrayLength(&x) / rows;
  let words = arrayLength(&tokens) / rows;
  var peak = 0.0;
  for (var input = local; input < inputs; input += WORKGROUP) {
    peak = max(peak, abs(scaledInput(row, inputs, input)));
  }
  peaks[local] = peak;
  workgroupBarrier();
  for (var i = 0u; i < WORKGROUP; i++) {
    peak = max(peak, peaks[i]);
  }
  if (local == 0u) {
    tokenScales[row] = peak / 127.0;
  }
  let inverse = select(0.0, 127.0 / peak, peak > 0.0);
  for (var word = local; word < words; word += WORKGROUP) {
    let four = vec4f(
      scaledInput(row, inputs, 4u * word),
      scaledInput(row, inputs, 4u * word + 1u),
      scaledInput(row, inputs, 4u * word + 2u),
      scaledInput(row, inputs, 4u * word + 3u),
    );
    tokens[row * words + word] = pack4xI8Clamp(vec4i(round(inverse * four)));
  }
}
