/**
 * Elementwise arithmetic over an abstract number. A formula written once against `Ops<T>` runs on plain numbers
 * (tests, demonstrations), inside typed-array loops (no GPU) and as WGSL text (one fused kernel).
 */
export interface Ops<T> {
  constant(value: number): T;
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  div(a: T, b: T): T;
  sqrt(a: T): T;
  abs(a: T): T;
  /** -1, 0 or 1. */
  sign(a: T): T;
  max(a: T, b: T): T;
  min(a: T, b: T): T;
}

/** Double precision. */
export const numberOps: Ops<number> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sign: Math.sign,
  max: Math.max,
  min: Math.min,
};
