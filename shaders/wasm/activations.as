/** The activations beside GELU. Ranges of ReLU and tanh are counted in granules of 1024 elements, those of SwiGLU in rows. */
import { loadUpTo, sigmoid4, storeUpTo, tanh4 } from './simd';

const granule: i32 = 1024;

/** max(x, 0), or its square. */
export function relu(_scratch: usize, x: usize, out: usize, length: i32, power: i32, from: i32, to: i32): void {
  const end = min(to * granule, length);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    const kept = f32x4.max(loadUpTo(x + at, end - i), f32x4.splat(0));
    storeUpTo(out + at, power == 2 ? f32x4.mul(kept, kept) : kept, end - i);
  }
}

export function reluGradient(
  _scratch: usize,
  x: usize,
  gradient: usize,
  out: usize,
  length: i32,
  power: i32,
  from: i32,
  to: i32,
): void {
  const end = min(to * granule, length);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    const value = loadUpTo(x + at, end - i);
    const given = loadUpTo(gradient + at, end - i);
    const steep = power == 2 ? f32x4.mul(given, f32x4.add(value, value)) : given;
    storeUpTo(out + at, v128.andnot(steep, f32x4.le(value, f32x4.splat(0))), end - i);
  }
}

/** x [M, 2F], gates before values: g·σ(g)·v → [M, F]. */
export function swiglu(_scratch: usize, x: usize, out: usize, width: i32, from: i32, to: i32): void {
  const line = <usize>width << 2;
  for (let row = from; row < to; row++) {
    const gates = x + 2 * <usize>row * line;
    const outputs = out + <usize>row * line;
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2;
      const g = loadUpTo(gates + at, width - d);
      const v = loadUpTo(gates + line + at, width - d);
      storeUpTo(outputs + at, f32x4.mul(f32x4.mul(g, sigmoid4(g)), v), width - d);
    }
  }
}

/** d(g·s)/dg = s + g·s·(1 − s). */
export function swigluGradient(
  _scratch: usize,
  x: usize,
  gradient: usize,
  out: usize,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const one = f32x4.splat(1);
  for (let row = from; row < to; row++) {
    const gates = x + 2 * <usize>row * line;
    const given = gradient + <usize>row * line;
    const outputs = out + 2 * <usize>row * line;
    for (let d = 0; d < width; d += 4) {
      const at = <usize>d << 2;
      const left = width - d;
      const g = loadUpTo(gates + at, left);
      const upstream = loadUpTo(given + at, left);
      const s = sigmoid4(g);
      const open = f32x4.mul(g, s);
      const slope = f32x4.add(s, f32x4.mul(open, f32x4.sub(one, s)));
      storeUpTo(outputs + at, f32x4.mul(f32x4.mul(upstream, loadUpTo(gates + line + at, left)), slope), left);
      storeUpTo(outputs + line + at, f32x4.mul(upstream, open), left);
    }
  }
}

export function tanh(_scratch: usize, x: usize, out: usize, length: i32, from: i32, to: i32): void {
  const end = min(to * granule, length);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    storeUpTo(out + at, tanh4(loadUpTo(x + at, end - i)), end - i);
  }
}

/** From what came out, 1 − y². */
export function tanhGradient(
  _scratch: usize,
  y: usize,
  gradient: usize,
  out: usize,
  length: i32,
  from: i32,
  to: i32,
): void {
  const end = min(to * granule, length);
  for (let i = from * granule; i < end; i += 4) {
    const at = <usize>i << 2;
    const value = loadUpTo(y + at, end - i);
    const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(value, value));
    storeUpTo(out + at, f32x4.mul(loadUpTo(gradient + at, end - i), slope), end - i);
  }
}
