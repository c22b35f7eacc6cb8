/**
 * Numbers with their derivatives by two others, carried along operation by operation: forward-mode automatic differentiation
 * (Wengert 1964). Two inputs and one output, so that going backward would save nothing. A derivative that is 0 for all
 * inputs is null and leaves no operations behind.
 */
import type { ScalarOps } from '../../core/scalarOps.ts';

type Slope<T> = T | null;

export interface Dual<T> {
  readonly value: T;
  readonly bySurprise: Slope<T>;
  readonly byEntropy: Slope<T>;
}

/** The operations of an expression on duals. */
export interface DualOps<T> {
  constant(value: number): Dual<T>;
  negative(a: Dual<T>): Dual<T>;
  add(a: Dual<T>, b: Dual<T>): Dual<T>;
  sub(a: Dual<T>, b: Dual<T>): Dual<T>;
  mul(a: Dual<T>, b: Dual<T>): Dual<T>;
  div(a: Dual<T>, b: Dual<T>): Dual<T>;
  exp(a: Dual<T>): Dual<T>;
  log(a: Dual<T>): Dual<T>;
  sqrt(a: Dual<T>): Dual<T>;
  abs(a: Dual<T>): Dual<T>;
  tanh(a: Dual<T>): Dual<T>;
  min(a: Dual<T>, b: Dual<T>): Dual<T>;
  max(a: Dual<T>, b: Dual<T>): Dual<T>;
  /** By a constant; whole ones by multiplication, which also takes negative bases. */
  power(a: Dual<T>, exponent: number): Dual<T>;
  pow(a: Dual<T>, b: Dual<T>): Dual<T>;
  less(a: Dual<T>, b: Dual<T>): Dual<T>;
  equal(a: Dual<T>, b: Dual<T>): Dual<T>;
}

/** Larger whole powers are left to the function. */
const mostFactors = 8;

export function dualOps<T>(ops: ScalarOps<T>): DualOps<T> {
  const one = (): T => ops.constant(1);
  const negated = (a: T): T => ops.sub(ops.constant(0), a);
  const plus = (a: Slope<T>, b: Slope<T>): Slope<T> => (a === null ? b : b === null ? a : ops.add(a, b));
  const scaled = (a: Slope<T>, by: () => T): Slope<T> => (a === null ? null : ops.mul(a, by()));

  /** The chain rule of a function of one value. */
  const chained = (a: Dual<T>, value: T, slope: () => T): Dual<T> => ({
    value,
    bySurprise: scaled(a.bySurprise, slope),
    byEntropy: scaled(a.byEntropy, slope),
  });
  /** Of two. */
  const joined = (a: Dual<T>, b: Dual<T>, value: T, byA: () => T, byB: () => T): Dual<T> => ({
    value,
    bySurprise: plus(scaled(a.bySurprise, byA), scaled(b.bySurprise, byB)),
    byEntropy: plus(scaled(a.byEntropy, byA), scaled(b.byEntropy, byB)),
  });
  const flat = (value: T): Dual<T> => ({ value, bySurprise: null, byEntropy: null });
  /** b where `chosen` is 1, else a. */
  const either = (a: Dual<T>, b: Dual<T>, value: T, chosen: T): Dual<T> =>
    joined(
      a,
      b,
      value,
      () => ops.sub(one(), chosen),
      () => chosen,
    );

  const mul = (a: Dual<T>, b: Dual<T>): Dual<T> =>
    joined(
      a,
      b,
      ops.mul(a.value, b.value),
      () => b.value,
      () => a.value,
    );

  return {
    constant: (value) => flat(ops.constant(value)),
    negative: (a) => ({
      value: negated(a.value),
      bySurprise: a.bySurprise && negated(a.bySurprise),
      byEntropy: a.byEntropy && negated(a.byEntropy),
    }),
    add: (a, b) => ({
      value: ops.add(a.value, b.value),
      bySurprise: plus(a.bySurprise, b.bySurprise),
      byEntropy: plus(a.byEntropy, b.byEntropy),
    }),
    sub: (a, b) => ({
      value: ops.sub(a.value, b.value),
      bySurprise: plus(a.bySurprise, b.bySurprise && negated(b.bySurprise)),
      byEntropy: plus(a.byEntropy, b.byEntropy && negated(b.byEntropy)),
    }),
    mul,
    div(a, b) {
      const value = ops.div(a.value, b.value);
      return joined(
        a,
        b,
        value,
        () => ops.div(one(), b.value),
        () => negated(ops.div(value, b.value)),
      );
    },
    exp(a) {
      const value = ops.exp(a.value);
      return chained(a, value, () => value);
    },
    log: (a) => chained(a, ops.log(a.value), () => ops.div(one(), a.value)),
    sqrt(a) {
      const value = ops.sqrt(a.value);
      return chained(a, value, () => ops.div(ops.constant(0.5), value));
    },
    abs: (a) => chained(a, ops.abs(a.value), () => ops.sign(a.value)),
    tanh(a) {
      const value = ops.tanh(a.value);
      return chained(a, value, () => ops.sub(one(), ops.mul(value, value)));
    },
    min: (a, b) => either(a, b, ops.min(a.value, b.value), ops.less(b.value, a.value)),
    max: (a, b) => either(a, b, ops.max(a.value, b.value), ops.less(a.value, b.value)),
    power(a, exponent) {
      if (exponent === 0) return flat(one());
      if (Number.isInteger(exponent) && exponent > 0 && exponent <= mostFactors) {
        let result = a;
        for (let factors = 1; factors < exponent; factors++) result = mul(result, a);
        return result;
      }
      const value = ops.pow(a.value, ops.constant(exponent));
      return chained(a, value, () => ops.mul(ops.constant(exponent), ops.pow(a.value, ops.constant(exponent - 1))));
    },
    pow(a, b) {
      const value = ops.pow(a.value, b.value);
      return joined(
        a,
        b,
        value,
        () => ops.mul(b.value, ops.div(value, a.value)),
        () => ops.mul(value, ops.log(a.value)),
      );
    },
    less: (a, b) => flat(ops.less(a.value, b.value)),
    equal: (a, b) => flat(ops.equal(a.value, b.value)),
  };
}
