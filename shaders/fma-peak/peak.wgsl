// Nothing but multiplications with additions, in chains that wait for nothing but themselves: what a device can do at
// most. 32 chains an invocation, as many as a product's register tile has.

@group(0) @binding(0) var<storage, read> input: array<f32>;
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let factor = vec4f(input[0]);
  let term = vec4f(input[1]);
  var a = vec4f(f32(id.x % 64u));
  var b = a + 1.0;
  var c = a + 2.0;
  var d = a + 3.0;
  var e = a + 4.0;
  var f = a + 5.0;
  var g = a + 6.0;
  var h = a + 7.0;
  for (var i = 0u; i < ROUNDS; i++) {
    a = fma(a, factor, term);
    b = fma(b, factor, term);
    c = fma(c, factor, term);
    d = fma(d, factor, term);
    e = fma(e, factor, term);
    f = fma(f, factor, term);
    g = fma(g, factor, term);
    h = fma(h, factor, term);
  }
  let sum = ((a + b) + (c + d)) + ((e + f) + (g + h));
  output[id.x] = (sum.x + sum.y) + (sum.z + sum.w);
}
