/** Element by element. */
export const multiplyReference = (a: ArrayLike<number>, b: ArrayLike<number>): Float64Array =>
  Float64Array.from(a, (value, i) => value * (b[i] ?? Number.NaN));
