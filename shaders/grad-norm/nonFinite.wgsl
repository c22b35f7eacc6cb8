// All exponent bits set: infinite or not a number.
fn isNonFinite(bits: u32) -> bool {
  return (bits & 0x7f800000u) == 0x7f800000u;
}
