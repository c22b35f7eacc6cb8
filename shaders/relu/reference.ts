/** max(x, 0) to the power of 1 (ReLU) or 2 (So et al. 2021, Primer) and its gradient, which is 0 at 0. */
export function reluReference(input: ArrayLike<number>, power: number): Float64Array {
  return Float64Array.from(input, (x) => Math.max(x, 0) ** power);
}

export function reluGradientReference(
  input: ArrayLike<number>,
  upstream: ArrayLike<number>,
  power: number,
): Float64Array {
  return Float64Array.from(input, (x, i) => (x > 0 ? power * x ** (power - 1) * (upstream[i] ?? NaN) : 0));
}
