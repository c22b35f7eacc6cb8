/**
 * `Ops<T>` with the functions that a free expression may use. Like those, they run as plain numbers, as operations on
 * tensors and as WGSL text.
 */
import { numberOps, type Ops } from './ops.ts';

export interface ScalarOps<T> extends Ops<T> {
  exp(a: T): T;
  log(a: T): T;
  tanh(a: T): T;
  /** a > 0; what a negative one gives is up to the machine. */
  pow(a: T, b: T): T;
  /** 1 where it holds, else 0. */
  less(a: T, b: T): T;
  equal(a: T, b: T): T;
}

/** Double precision. */
export const numberScalarOps: ScalarOps<number> = {
  ...numberOps,
  exp: Math.exp,
  log: Math.log,
  tanh: Math.tanh,
  pow: (a, b) => a ** b,
  less: (a, b) => Number(a < b),
  equal: (a, b) => Number(a === b),
};
