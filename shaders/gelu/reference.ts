/** GELU in its tanh form (Hendrycks & Gimpel 2016) and its gradient, in double precision and written as published. */
const scale = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

export function geluReference(input: ArrayLike<number>): Float64Array {
  return Float64Array.from(input, (x) => 0.5 * x * (1 + Math.tanh(scale * (x + cubic * x ** 3))));
}

export function geluGradientReference(input: ArrayLike<number>, upstream: ArrayLike<number>): Float64Array {
  return Float64Array.from(input, (x, i) => {
    const t = Math.tanh(scale * (x + cubic * x ** 3));
    const slope = 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * scale * (1 + 3 * cubic * x * x);
    return slope * (upstream[i] ?? NaN);
  });
}
