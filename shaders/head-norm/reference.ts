/** RMSNorm of heads and its gradients, as plain loops in double precision, a head at a time. */
import type { HeadNormShape } from './kernel.ts';

type Numbers = ArrayLike<number>;

export interface HeadNormGradients {
  readonly input: Float64Array;
  readonly queryGain: Float64Array;
  readonly keyGain: Float64Array;
}

interface Head {
  readonly kind: 'query' | 'key' | 'value';
  /** First place in the packed matrix. */
  readonly at: number;
}

function headsOf({ rows, heads, keyValueHeads, headWidth }: HeadNormShape): readonly Head[] {
  const kinds = [
    ...Array.from({ length: heads }, () => 'query' as const),
    ...Array.from({ length: keyValueHeads }, () => 'key' as const),
    ...Array.from({ length: keyValueHeads }, () => 'value' as const),
  ];
  return Array.from({ length: rows }, (_, row) =>
    kinds.map((kind, head) => ({ kind, at: (row * kinds.length + head) * headWidth })),
  ).flat();
}

const sliceAt = (values: Numbers, at: number, width: number): number[] =>
  Array.from({ length: width }, (_, d) => values[at + d] ?? NaN);

const rootMeanSquare = (values: readonly number[], epsilon: number): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length + epsilon);

export function headNormReference(
  input: Numbers,
  queryGain: Numbers,
  keyGain: Numbers,
  shape: HeadNormShape,
): Float64Array {
  const output = Float64Array.from(input);
  for (const { kind, at } of headsOf(shape)) {
    if (kind === 'value') continue;
    const gain = kind === 'query' ? queryGain : keyGain;
    const values = sliceAt(input, at, shape.headWidth);
    const root = rootMeanSquare(values, shape.epsilon);
    values.forEach((value, d) => (output[at + d] = (value / root) * (gain[d] ?? NaN)));
  }
  return output;
}

export function headNormGradientReference(
  input: Numbers,
  queryGain: Numbers,
  keyGain: Numbers,
  upstream: Numbers,
  shape: HeadNormShape,
): HeadNormGradients {
  const { headWidth } = shape;
  const gradient = Float64Array.from(upstream);
  const gains = { query: new Float64Array(headWidth), key: new Float64Array(headWidth) };
  for (const { kind, at } of headsOf(shape)) {
    if (kind === 'value') continue;
    const gain = kind === 'query' ? queryGain : keyGain;
    const values = sliceAt(input, at, headWidth);
    const root = rootMeanSquare(values, shape.epsilon);
    const arriving = sliceAt(upstream, at, headWidth);
    // d/dx of x/r: 1/r along everything but x itself, which changes r too.
    const shared = values.reduce((sum, value, d) => sum + (arriving[d] ?? NaN) * (gain[d] ?? NaN) * value, 0);
    values.forEach((value, d) => {
      const own = ((arriving[d] ?? NaN) * (gain[d] ?? NaN)) / root;
      gradient[at + d] = own - (value * shared) / (headWidth * root ** 3);
      gains[kind][d] = (gains[kind][d] ?? NaN) + ((arriving[d] ?? NaN) * value) / root;
    });
  }
  return { input: gradient, queryGain: gains.query, keyGain: gains.key };
}
