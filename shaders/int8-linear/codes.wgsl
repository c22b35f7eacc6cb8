
// Products of whole numbers. Codes become signed bytes, c − 128, by turning their highest bit, and what is left of
// Σ (c − z) q = Σ (c − 128) q + (128 − z) Σ q is the same for all rows of the matrix but for z.
const HIGHEST_BITS = vec4u(0x80808080u);
const ONES = 0x01010101u;

// Four codes of each of four rows, times four bytes of a token.
fn dots(words: vec4u, token: u32) -> vec4i {
  return vec4i(
    dot4I8Packed(words.x, token),
    dot4I8Packed(words.y, token),
    dot4I8Packed(words.z, token),
    dot4I8Packed(words.w, token),
  );
}
