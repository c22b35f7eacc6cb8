/** y = x Wᵀ as plain loops in double precision, x [M, I], W [O, I]. */
type Numbers = ArrayLike<number>;

export function linearReference(
  x: Numbers,
  weight: Numbers,
  inputs: number,
  bias: Numbers | null = null,
): Float64Array {
  const outputs = weight.length / inputs;
  return Float64Array.from({ length: (x.length / inputs) * outputs }, (_, i) => {
    const [row, output] = [Math.floor(i / outputs), i % outputs];
    let sum = bias ? (bias[output] ?? NaN) : 0;
    for (let k = 0; k < inputs; k++) sum += (x[row * inputs + k] ?? NaN) * (weight[output * inputs + k] ?? NaN);
    return sum;
  });
}
