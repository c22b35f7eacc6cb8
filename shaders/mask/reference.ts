/** Element by element. */
export const maskReference = (input: ArrayLike<number>, mask: ArrayLike<number>): Float64Array =>
  Float64Array.from(input, (value, i) => (mask[i] === 0 ? 0 : value));
