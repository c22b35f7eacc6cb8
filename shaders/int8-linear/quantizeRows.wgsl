// Rows of x in signed bytes, four to a word, and a step for each row. A row for a workgroup.

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let rows = arrayLength(&tokenScales);
  let row = rowOf(group, groups);
  if (row >= rows) {
    return;
  }
  let inputs = arrayLength(&x) / rows;
  let words = arrayLength(&tokens) / rows;
  let rowStep = stepOf(row, inputs, local);
  if (local == 0u) {
    tokenScales[row] = rowStep;
  }
  for (var word = local; word < words; word += WORKGROUP) {
    let four = vec4f(
      levelOf(scaledInput(row, inputs, 4u * word), rowStep),
      levelOf(scaledInput(row, inputs, 4u * word + 1u), rowStep),
      levelOf(scaledInput(row, inputs, 4u * word + 2u), rowStep),
      levelOf(scaledInput(row, inputs, 4u * word + 3u), rowStep),
    );
    tokens[row * words + word] = pack4xI8(vec4i(four));
  }
}
