/** Counter-based random numbers, four at a time, bit for bit those of domain/core/random.ts. */

// @ts-ignore: decorator
@inline
function mix(x: v128): v128 {
  let h = v128.xor(x, i32x4.shr_u(x, 16));
  h = i32x4.mul(h, i32x4.splat(0x7feb352d));
  h = v128.xor(h, i32x4.shr_u(h, 15));
  h = i32x4.mul(h, i32x4.splat(<i32>0x846ca68b));
  return v128.xor(h, i32x4.shr_u(h, 16));
}

/**
 * Which of four elements from `counter` on stay: those where the upper 24 bits of `random32(seed, stream, element)` reach
 * the limit. `key` and `second` are what that function makes of seed and stream.
 */
// @ts-ignore: decorator
@inline
export function stays(counter: i32, key: v128, second: v128, limit: v128): v128 {
  const elements = i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3));
  const bits = mix(i32x4.add(mix(v128.xor(elements, key)), second));
  return i32x4.ge_s(i32x4.shr_u(bits, 8), limit);
}
