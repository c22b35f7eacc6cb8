
// Four inputs by four rows of the matrix, a column for each input. No four inputs lie in two words, chunks or groups.
fn right(k: u32, row: u32) -> mat4x4f {
  // Past the last input x is zero, whatever this is.
  let input = min(k, 4u * ((extent.inputs - 1u) / 4u));
  let rows = rowsFrom(row);
  let at = rows * extent.words + vec4u(input * BITS / 32u);
  let words = vec4u(codes[at.x], codes[at.y], codes[at.z], codes[at.w]);
  let bit = input * BITS % 32u;
  let groups = groupsOf(rows, input);
  let scales = scalesOf(groups);
  let zeros = zerosOf(groups);
  let t = inputScalesFrom(input);
  return mat4x4f(
    t.x * scales * (valuesOf(words, bit) - zeros),
    t.y * scales * (valuesOf(words, bit + BITS) - zeros),
    t.z * scales * (valuesOf(words, bit + 2u * BITS) - zeros),
    t.w * scales * (valuesOf(words, bit + 3u * BITS) - zeros),
  );
}
