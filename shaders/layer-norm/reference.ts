/** Both normalisations and their gradients as plain loops in double precision. */
import type { LayerNormShape } from './kernel.ts';

type Numbers = ArrayLike<number>;

export interface LayerNormGradients {
  readonly input: Float64Array;
  readonly gain: Float64Array;
  /** Of no meaning where there is none. */
  readonly bias: Float64Array;
}

/** @param bias null for the kind that has none */
export function layerNormReference(
  input: Numbers,
  gain: Numbers,
  bias: Numbers | null,
  shape: LayerNormShape,
): Float64Array {
  const { rows, width } = shape;
  const output = new Float64Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const { normed } = normalise(input, row, shape);
    normed.forEach((value, d) => (output[row * width + d] = value * (gain[d] ?? NaN) + (bias ? (bias[d] ?? NaN) : 0)));
  }
  return output;
}

export function layerNormGradientReference(
  input: Numbers,
  gain: Numbers,
  upstream: Numbers,
  shape: LayerNormShape,
): LayerNormGradients {
  const { kind, rows, width } = shape;
  const result = {
    input: new Float64Array(rows * width),
    gain: new Float64Array(width),
    bias: new Float64Array(width),
  };
  for (let row = 0; row < rows; row++) {
    const { normed, deviation } = normalise(input, row, shape);
    let plain = 0;
    let along = 0;
    for (let d = 0; d < width; d++) {
      const arriving = upstream[row * width + d] ?? NaN;
      const inner = arriving * (gain[d] ?? NaN);
      if (kind === 'layer') plain += inner / width;
      along += (inner * (normed[d] ?? NaN)) / width;
      result.gain[d] = (result.gain[d] ?? NaN) + arriving * (normed[d] ?? NaN);
      result.bias[d] = (result.bias[d] ?? NaN) + arriving;
    }
    for (let d = 0; d < width; d++) {
      const inner = (upstream[row * width + d] ?? NaN) * (gain[d] ?? NaN);
      result.input[row * width + d] = (inner - plain - (normed[d] ?? NaN) * along) / deviation;
    }
  }
  return result;
}

function normalise(
  input: Numbers,
  row: number,
  { kind, width, epsilon }: LayerNormShape,
): { readonly normed: Float64Array; readonly deviation: number } {
  const values = Float64Array.from({ length: width }, (_, d) => input[row * width + d] ?? NaN);
  const mean = kind === 'layer' ? values.reduce((sum, value) => sum + value, 0) / width : 0;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
  const deviation = Math.sqrt(variance + epsilon);
  return { normed: values.map((value) => (value - mean) / deviation), deviation };
}
