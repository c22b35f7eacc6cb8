
fn inputsFrom(input: u32) -> vec4f {
  return inputScalesFrom(input) * x[input / 4u];
}
