/** Small vector pieces. Addresses are byte offsets into the heap, lengths are elements of four bytes. */

/** a · b + c: fused where the browser has relaxed SIMD, else two instructions. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function horizontalSum(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

// @ts-ignore: decorator
@inline
export function horizontalMax(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** The first `count` (1 to 3) lanes at an address, the others 0: nothing is read past the end of a tensor. */
export function loadPart(address: usize, count: i32): v128 {
  let x = v128.load32_zero(address);
  if (count > 1) x = f32x4.replace_lane(x, 1, load<f32>(address, 4));
  if (count > 2) x = f32x4.replace_lane(x, 2, load<f32>(address, 8));
  return x;
}

export function storePart(address: usize, x: v128, count: i32): void {
  store<f32>(address, f32x4.extract_lane(x, 0));
  if (count > 1) store<f32>(address, f32x4.extract_lane(x, 1), 4);
  if (count > 2) store<f32>(address, f32x4.extract_lane(x, 2), 8);
}

/** Four lanes, or the `count` that are left. */
// @ts-ignore: decorator
@inline
export function loadUpTo(address: usize, count: i32): v128 {
  return count >= 4 ? v128.load(address) : loadPart(address, count);
}

// @ts-ignore: decorator
@inline
export function storeUpTo(address: usize, x: v128, count: i32): void {
  if (count >= 4) v128.store(address, x);
  else storePart(address, x, count);
}

/**
 * e^x, within two units in the last place: x = n·ln 2 + r with |r| ≤ ln 2 / 2, then the Taylor polynomial of degree 7 in r,
 * scaled by 2^n through the exponent bits. Arguments are clamped to where the result is finite and normal.
 */
export function exp4(x: v128): v128 {
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, the first with few enough bits that its product with n is exact.
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440054690583e-4)));
  let p = f32x4.splat(1.0 / 5040);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 720));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 120));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 24));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.0 / 6));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(0.5));
  p = f32x4.add(f32x4.mul(f32x4.mul(p, r), r), f32x4.add(r, f32x4.splat(1)));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, scale);
}

/** 1 / (1 + e^−x). */
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
}

/** 2·σ(2x) − 1 loses the digits of small arguments; there the series to x⁷ is exact enough. */
export function tanh4(x: v128): v128 {
  const one = f32x4.splat(1);
  const large = f32x4.sub(f32x4.mul(f32x4.splat(2), sigmoid4(f32x4.add(x, x))), one);
  const square = f32x4.mul(x, x);
  let series = f32x4.splat(-17.0 / 315);
  series = f32x4.add(f32x4.mul(series, square), f32x4.splat(2.0 / 15));
  series = f32x4.add(f32x4.mul(series, square), f32x4.splat(-1.0 / 3));
  series = f32x4.add(f32x4.mul(f32x4.mul(series, square), x), x);
  return v128.bitselect(series, large, f32x4.lt(f32x4.abs(x), f32x4.splat(0.25)));
}
