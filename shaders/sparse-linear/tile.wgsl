
// Four inputs by four rows of a 2:4 sparse matrix, a column for each input.
fn right(k: u32, row: u32) -> mat4x4f {
  // Past the last input x is zero, whatever this is; products past the last row nobody asks for.
  let quad = min(k / 4u, quads() - 1u);
  let at = quads() * min(vec4u(row) + vec4u(0u, 1u, 2u, 3u), vec4u(outputs() - 1u)) + quad;
  let a = kept[at.x];
  let b = kept[at.y];
  let c = kept[at.z];
  let d = kept[at.w];
  let first = vec4f(a.x, b.x, c.x, d.x);
  let second = vec4f(a.y, b.y, c.y, d.y);
  let words = vec4u(places[at.x / 8u], places[at.y / 8u], places[at.z / 8u], places[at.w / 8u]);
  let four = words >> (4u * (at % vec4u(8u)));
  return mat4x4f(
    atPlace(0u, four, first, second),
    atPlace(1u, four, first, second),
    atPlace(2u, four, first, second),
    atPlace(3u, four, first, second),
  );
}

fn atPlace(place: u32, four: vec4u, first: vec4f, second: vec4f) -> vec4f {
  let isFirst = (four & vec4u(3u)) == vec4u(place);
  let isSecond = ((four >> vec4u(2u)) & vec4u(3u)) == vec4u(place);
  return select(select(vec4f(), second, isSecond), first, isFirst);
}
