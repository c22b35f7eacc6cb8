
// Four inputs; past the last one there are codes, too, which fill up their word.
fn inputsFrom(input: u32) -> vec4f {
  var four = vec4f();
  for (var i = input; i < min(input + 4u, extent.inputs); i++) {
    four[i - input] = x[i];
  }
  return inputScalesFrom(input) * four;
}
