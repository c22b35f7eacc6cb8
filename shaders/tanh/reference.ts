/** tanh and its gradient from the output, 1 − y². */
export const tanhReference = (input: ArrayLike<number>): Float64Array => Float64Array.from(input, Math.tanh);

export const tanhGradientReference = (output: ArrayLike<number>, upstream: ArrayLike<number>): Float64Array =>
  Float64Array.from(output, (y, i) => (1 - y * y) * (upstream[i] ?? NaN));
