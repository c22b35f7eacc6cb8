/** Single-row arithmetic for the incremental decoders, which run on plain arrays beside the training backend. */

/**
 * out[o] = bias[o] + Σ_i x[i]·weight[i, o]; weight is [I, O], row-major. Four rows at a time: reading and writing `out` costs
 * as much as the arithmetic. Indices are in range, which the casts say where a check would cost a third.
 */
export function affine(x: Float32Array, weight: Float32Array, bias: Float32Array | null, out: Float32Array): void {
  const columns = out.length;
  if (bias) out.set(bias);
  else out.fill(0);
  let i = 0;
  for (; i + 4 <= x.length; i += 4) {
    const [x0, x1, x2, x3] = [x[i] as number, x[i + 1] as number, x[i + 2] as number, x[i + 3] as number];
    const first = i * columns;
    const second = first + columns;
    const third = second + columns;
    const fourth = third + columns;
    for (let o = 0; o < columns; o++) {
      out[o] =
        (out[o] as number) +
        x0 * (weight[first + o] as number) +
        x1 * (weight[second + o] as number) +
        x2 * (weight[third + o] as number) +
        x3 * (weight[fourth + o] as number);
    }
  }
  for (; i < x.length; i++) {
    const xi = x[i] as number;
    const row = i * columns;
    for (let o = 0; o < columns; o++) out[o] = (out[o] as number) + xi * (weight[row + o] as number);
  }
}

/**
 * out[v] = Σ_d x[d]·table[v, d]; table is [V, D], row-major. Four rows at a time, so that no sum waits for itself and x is
 * read once for all of them.
 */
export function rowProducts(x: Float32Array, table: Float32Array, out: Float32Array): void {
  const width = x.length;
  let v = 0;
  for (; v + 4 <= out.length; v += 4) {
    const first = v * width;
    const second = first + width;
    const third = second + width;
    const fourth = third + width;
    let a = 0;
    let b = 0;
    let c = 0;
    let e = 0;
    for (let d = 0; d < width; d++) {
      const xd = x[d] as number;
      a += xd * (table[first + d] as number);
      b += xd * (table[second + d] as number);
      c += xd * (table[third + d] as number);
      e += xd * (table[fourth + d] as number);
    }
    out[v] = a;
    out[v + 1] = b;
    out[v + 2] = c;
    out[v + 3] = e;
  }
  for (; v < out.length; v++) {
    let sum = 0;
    for (let d = 0; d < width; d++) sum += (x[d] as number) * (table[v * width + d] as number);
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

export function rmsNormRow(x: Float32Array, gain: Float32Array, epsilon: number, out: Float32Array): void {
  let squares = 0;
  for (const value of x) squares += value ** 2;
  const scale = 1 / Math.sqrt(squares / x.length + epsilon);
  for (let d = 0; d < x.length; d++) out[d] = (x[d] ?? 0) * scale * (gain[d] ?? 0);
}

/** Turns each head of the row, `headSize` wide, by its position: features i and i + half a head by their angle. */
export function turnRow(x: Float32Array, headSize: number, angle: (pair: number) => number): void {
  const half = headSize / 2;
  for (let pair = 0; pair < half; pair++) {
    const [cosine, sine] = [Math.cos(angle(pair)), Math.sin(angle(pair))];
    for (let at = pair; at < x.length; at += headSize) {
      const [first, second] = [x[at] ?? 0, x[at + half] ?? 0];
      x[at] = first * cosine - second * sine;
      x[at + half] = second * cosine + first * sine;
    }
  }
}

/** Activations happen in place, and return where their result lies. */
export function geluRow(x: Float32Array): Float32Array {
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? 0;
    const inner = Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3);
    x[i] = 0.5 * value * (1 + Math.tanh(inner));
  }
  return x;
}

export function reluRow(x: Float32Array, power: number): Float32Array {
  for (let i = 0; i < x.length; i++) x[i] = Math.max(x[i] ?? 0, 0) ** power;
  return x;
}

/** Gates in the first half, values in the second. */
export function swigluRow(x: Float32Array): Float32Array {
  const half = x.length / 2;
  for (let i = 0; i < half; i++) {
    const gate = x[i] ?? 0;
    x[i] = gate * sigmoid(gate) * (x[half + i] ?? 0);
  }
  return x.subarray(0, half);
}

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
