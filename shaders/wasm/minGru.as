/**
 * The recurrence of minGRU, h = (1 − z)·h' + z·g(a), z = σ(k), g(a) = a + ½ above 0, else σ(a), for a range of sequences;
 * sums [B·T, 2H] hold k, then a, and see only the input. Rows are ordered batch-major, b·T + t.
 */
import { loadUpTo, sigmoid4, storeUpTo } from './simd';

// @ts-ignore: decorator
@inline
function candidate(x: v128, bend: v128): v128 {
  return v128.bitselect(f32x4.add(x, f32x4.splat(0.5)), bend, f32x4.ge(x, f32x4.splat(0)));
}

/** Sequences `from` to `to`. */
export function minGru(
  _scratch: usize,
  sums: usize,
  hiddens: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const one = f32x4.splat(1);
  for (let row = from * time; row < to * time; row++) {
    const gates = sums + 2 * <usize>row * line;
    const target = hiddens + <usize>row * line;
    const first = row % time == 0;
    for (let unit = 0; unit < width; unit += 4) {
      const at = <usize>unit << 2;
      const left = width - unit;
      const gate = sigmoid4(loadUpTo(gates + at, left));
      const x = loadUpTo(gates + line + at, left);
      const made = f32x4.mul(gate, candidate(x, sigmoid4(x)));
      const before = first ? f32x4.splat(0) : loadUpTo(target - line + at, left);
      storeUpTo(target + at, f32x4.add(f32x4.mul(f32x4.sub(one, gate), before), made), left);
    }
  }
}

/** Gradient of the sums from that of the hidden states, sequences `from` to `to`. `scratch` holds H floats. */
export function minGruGradient(
  scratch: usize,
  sums: usize,
  hiddens: usize,
  gradient: usize,
  forSums: usize,
  time: i32,
  width: i32,
  from: i32,
  to: i32,
): void {
  const line = <usize>width << 2;
  const one = f32x4.splat(1);
  for (let row = to * time - 1; row >= from * time; row--) {
    if ((row + 1) % time == 0) memory.fill(scratch, 0, line);
    const gates = sums + 2 * <usize>row * line;
    const targets = forSums + 2 * <usize>row * line;
    const first = row % time == 0;
    for (let unit = 0; unit < width; unit += 4) {
      const at = <usize>unit << 2;
      const left = width - unit;
      const gate = sigmoid4(loadUpTo(gates + at, left));
      const shut = f32x4.sub(one, gate);
      const x = loadUpTo(gates + line + at, left);
      const bend = sigmoid4(x);
      const slope = v128.bitselect(one, f32x4.mul(bend, f32x4.sub(one, bend)), f32x4.ge(x, f32x4.splat(0)));
      const before = first ? f32x4.splat(0) : loadUpTo(hiddens + <usize>(row - 1) * line + at, left);
      const given = f32x4.add(loadUpTo(gradient + <usize>row * line + at, left), loadUpTo(scratch + at, left));
      const opened = f32x4.mul(given, gate);
      storeUpTo(targets + at, f32x4.mul(f32x4.mul(opened, shut), f32x4.sub(candidate(x, bend), before)), left);
      storeUpTo(targets + line + at, f32x4.mul(opened, slope), left);
      storeUpTo(scratch + at, f32x4.mul(given, shut), left);
    }
  }
}
