
// One of the two f16 numbers in a word. Small scales are subnormal numbers, which devices may unpack as zero.
fn halfOf(pair: u32, index: u32) -> f32 {
  let bits = (pair >> (16u * (index % 2u))) & 0xffffu;
  let subnormal = f32(bits & 0x3ffu) * 0x1p-24;
  return select(
    unpack2x16float(bits).x,
    select(subnormal, -subnormal, bits >= 0x8000u),
    (bits & 0x7c00u) == 0u,
  );
}
