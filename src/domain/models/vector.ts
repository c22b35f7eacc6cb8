/** Single-row arithmetic for the incremental decoders, which run on plain arrays beside the training backend. */

/** out[o] = bias[o] + Σ_i x[i]·weight[i, o]; weight is [I, O], row-major. */
export function affine(x: Float32Array, weight: Float32Array, bias: Float32Array | null, out: Float32Array): void {
  const columns = out.length;
  if (bias) out.set(bias);
  else out.fill(0);
  for (let i = 0; i < x.length; i++) {
    const xi = x[i] ?? 0;
    const row = i * columns;
    for (let o = 0; o < columns; o++) out[o] = (out[o] ?? 0) + xi * (weight[row + o] ?? 0);
  }
}

/** out[v] = Σ_d x[d]·table[v, d]; table is [V, D], row-major. */
export function rowProducts(x: Float32Array, table: Float32Array, out: Float32Array): void {
  const width = x.length;
  for (let v = 0; v < out.length; v++) {
    let sum = 0;
    const row = v * width;
    for (let d = 0; d < width; d++) sum += (x[d] ?? 0) * (table[row + d] ?? 0);
    out[v] = sum;
  }
}

export function layerNormRow(
  x: Float32Array,
  gain: Float32Array,
  bias: Float32Array,
  epsilon: number,
  out: Float32Array,
): void {
  let mean = 0;
  for (const value of x) mean += value;
  mean /= x.length;
  let variance = 0;
  for (const value of x) variance += (value - mean) ** 2;
  const scale = 1 / Math.sqrt(variance / x.length + epsilon);
  for (let d = 0; d < x.length; d++) out[d] = ((x[d] ?? 0) - mean) * scale * (gain[d] ?? 0) + (bias[d] ?? 0);
}

export function geluRow(x: Float32Array): void {
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? 0;
    const inner = Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3);
    x[i] = 0.5 * value * (1 + Math.tanh(inner));
  }
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
