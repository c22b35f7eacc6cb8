
// Four inputs; past the last one there are codes, too, which fill up their word.
fn inputsFrom(input: u32) -> vec4f {
  let known = min(input, extent.inputs - 4u);
  return select(vec4f(), inputScalesFrom(known) * x[known / 4u], input == known);
}
