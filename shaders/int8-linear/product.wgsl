
// A matrix of bytes times many tokens of bytes. An invocation owns four rows of the matrix by four tokens.

@compute @workgroup_size(SIDE, SIDE)
fn main(@builtin(global_invocation_id) at: vec3u) {
  let first = 4u * at.x;
  let firstToken = 4u * at.y;
  let tokenCount = arrayLength(&tokenScales);
  if (first >= extent.outputs || firstToken >= tokenCount) {
    return;
  }
  let rows = rowsFrom(first);
  let items = extent.words / WORDS;
  let starts = rows * items;
  // Tokens past the last one are the last one.
  let tokenStarts = items * min(vec4u(firstToken) + FOUR, vec4u(tokenCount - 1u));
  var sums = mat4x4f();
  for (var item = 0u; item < items; item++) {
    let a = itemAt(starts.x + item) ^ HIGHEST_BITS;
    let b = itemAt(starts.y + item) ^ HIGHEST_BITS;
    let c = itemAt(starts.z + item) ^ HIGHEST_BITS;
    let d = itemAt(starts.w + item) ^ HIGHEST_BITS;
    let groups = groupsOf(rows, 4u * WORDS * item);
    let scales = scalesOf(groups);
    let rest = 128.0 - zerosOf(groups);
    // unroll
    for (var t = 0u; t < 4u; t++) {
      let token = tokenAt(tokenStarts[t] + item);
      var products = vec4i();
      var total = 0;
      // unroll
      for (var w = 0u; w < WORDS; w++) {
        products += dots(vec4u(a[w], b[w], c[w], d[w]), token[w]);
        total += dot4I8Packed(ONES, token[w]);
      }
      sums[t] += scales * (vec4f(products) + rest * f32(total));
    }
  }
  // unroll
  for (var t = 0u; t < 4u; t++) {
    if (firstToken + t < tokenCount) {
      store(firstToken + t, first, sums[t]);
    }
  }
}

fn store(token: u32, first: u32, sums: vec4f) {
  let scaled = tokenScales[token] * sums;
  // unroll
  for (var r = 0u; r < 4u; r++) {
    if (first + r < extent.outputs) {
      output[token * extent.outputs + first + r] = scaled[r] + biasOf(first + r);
    }
  }
}
