/** A layer norm and its gradients, as things to try variants on. */
import { dispatch } from '../../../../shaders/common/dispatch.ts';
import { layerNormKernels, type LayerNormShape } from '../../../../shaders/layer-norm/kernel.ts';
import { layerNormGradientReference, layerNormReference } from '../../../../shaders/layer-norm/reference.ts';
import type { LayerNormVariant } from '../../../../shaders/layer-norm/variants.ts';
import { noise, scattered, type Sample, type Subject } from './subject.ts';
import type { Data } from '../workbench.ts';

/** Reading, centring, squaring, scaling and shifting forward; two sums, their use and two more sums backward. */
export const layerNormFlops = ({ rows, width }: LayerNormShape): number => (8 + 16) * rows * width;

const samplePlaces = 12;

export function layerNormSubject(shape: LayerNormShape, variants: readonly LayerNormVariant[]): Subject {
  const { kind, rows, width } = shape;
  const input = noise(rows * width, 1);
  const gain = noise(width, 2);
  const bias = noise(width, 3);
  const upstream = noise(rows * width, 4);
  return {
    task: { kind: `${kind}-norm`, rows, width },
    flops: layerNormFlops(shape),
    inputs: { input, gain, upstream, ...(kind === 'layer' && { bias }) },
    samples: [
      ...scattered(rows, width, samplePlaces).flatMap((place) =>
        rowSamples(place, { input, gain, bias, upstream }, shape),
      ),
      ...weightSamples(input, upstream, shape),
    ],
    candidates: variants.map((variant) => {
      const { forward, backward, joinWeights } = layerNormKernels(variant, kind);
      return {
        id: variant.id,
        dispatches: [
          dispatch(forward, shape),
          dispatch(backward, { ...shape, adds: false }),
          dispatch(joinWeights, shape),
        ],
      };
    }),
  };
}

interface Operands {
  readonly input: Data;
  readonly gain: Data;
  readonly bias: Data;
  readonly upstream: Data;
}

/** From the reference of that row alone. */
function rowSamples(
  [row, feature]: readonly [number, number],
  { input, gain, bias, upstream }: Operands,
  { kind, width, epsilon }: LayerNormShape,
): readonly Sample[] {
  const shape = { kind, rows: 1, width, epsilon };
  const own = input.subarray(row * width, (row + 1) * width);
  const arriving = upstream.subarray(row * width, (row + 1) * width);
  const at = row * width + feature;
  const tolerance = 1e-3;
  return [
    {
      buffer: 'output',
      at,
      expected: layerNormReference(own, gain, kind === 'layer' ? bias : null, shape)[feature] ?? NaN,
      tolerance,
    },
    {
      buffer: 'gradient',
      at,
      expected: layerNormGradientReference(own, gain, arriving, shape).input[feature] ?? NaN,
      tolerance,
    },
  ];
}

/** Of a few features. Mean and deviation of every row are part of the gain's gradient; the bias' gradient is a plain sum. */
function weightSamples(input: Data, upstream: Data, { kind, rows, width, epsilon }: LayerNormShape): readonly Sample[] {
  const sums = scattered(1, width, samplePlaces).map(([, feature]) => ({ feature, forGain: 0, forBias: 0 }));
  for (let start = 0; start < rows * width; start += width) {
    let mean = 0;
    if (kind === 'layer') for (let i = start; i < start + width; i++) mean += (input[i] ?? NaN) / width;
    let variance = 0;
    for (let i = start; i < start + width; i++) variance += ((input[i] ?? NaN) - mean) ** 2 / width;
    for (const sum of sums) {
      const arriving = upstream[start + sum.feature] ?? NaN;
      sum.forGain += (arriving * ((input[start + sum.feature] ?? NaN) - mean)) / Math.sqrt(variance + epsilon);
      sum.forBias += arriving;
    }
  }
  const tolerance = 1e-4 * Math.sqrt(rows);
  return sums.flatMap(({ feature, forGain, forBias }) => [
    { buffer: 'gainGradient', at: feature, expected: forGain, tolerance },
    ...(kind === 'layer' ? [{ buffer: 'biasGradient', at: feature, expected: forBias, tolerance }] : []),
  ]);
}
