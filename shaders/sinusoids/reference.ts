/** √D times the matrix plus waves, as plain loops. The waves are an input, as they are to the kernel. */
export const sinusoidsReference = (input: ArrayLike<number>, waves: ArrayLike<number>, width: number): Float64Array =>
  Float64Array.from(input, (value, i) => Math.sqrt(width) * value + (waves[i % waves.length] ?? NaN));

export const sinusoidsGradientReference = (upstream: ArrayLike<number>, width: number): Float64Array =>
  Float64Array.from(upstream, (value) => Math.sqrt(width) * value);
