/** SwiGLU (Shazeer 2020, GLU Variants Improve Transformer) of [M, 2F] → [M, F], gates before values, and its gradient. */
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

export function swigluReference(input: ArrayLike<number>, width: number): Float64Array {
  const output = new Float64Array(input.length / 2);
  for (let i = 0; i < output.length; i++) {
    const at = Math.floor(i / width) * 2 * width + (i % width);
    const [gate, value] = [input[at] ?? NaN, input[at + width] ?? NaN];
    output[i] = gate * logistic(gate) * value;
  }
  return output;
}

export function swigluGradientReference(
  input: ArrayLike<number>,
  upstream: ArrayLike<number>,
  width: number,
): Float64Array {
  const gradient = new Float64Array(input.length);
  for (let i = 0; i < input.length / 2; i++) {
    const at = Math.floor(i / width) * 2 * width + (i % width);
    const [gate, value, given] = [input[at] ?? NaN, input[at + width] ?? NaN, upstream[i] ?? NaN];
    const s = logistic(gate);
    gradient[at] = given * value * s * (1 + gate * (1 - s));
    gradient[at + width] = given * gate * s;
  }
  return gradient;
}
