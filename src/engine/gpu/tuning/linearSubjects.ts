/** Matrix products and the gradients of a linear layer, as things to try variants on. */
import { dispatch, type Dispatch } from '../../../../shaders/common/dispatch.ts';
import { joinLinearShares, linearBackward, type LinearShape } from '../../../../shaders/linear/backward.ts';
import { productKernel, type Layout, type ProductShape } from '../../../../shaders/linear/kernel.ts';
import { productElement } from '../../../../shaders/linear/reference.ts';
import { isHalf, type ProductVariant } from '../../../../shaders/linear/variants.ts';
import { stridedSum } from '../../../../shaders/sum/kernel.ts';
import { noise, scattered, type Sample, type Subject } from './subject.ts';
import type { Data } from '../workbench.ts';

const walk = 1e-5;

/** Rounding errors of a sum of so many products of numbers around 1: a random walk, generously. */
const tolerance = (terms: number): number => walk * Math.sqrt(terms);

/**
 * Numbers of 16 bits have eleven digits: each factor is off by 2⁻¹¹ of itself at most, a product by twice that, and no
 * product of two samples of the noise is larger than 3. So a single one is off by 6 · 2⁻¹¹ at most; errors of several
 * have no preferred sign and add up like a random walk, with steps of 0.8 · 2⁻¹¹ (an error that is anywhere below 2⁻¹¹
 * has a mean square of a third of its square, and there are two): seven standard deviations.
 */
const halfWalk = 6 * 2 ** -11;

const leewayOf = (variant: ProductVariant): number => (isHalf(variant) ? (walk + halfWalk) / walk : 1);

const samplePlaces = 28;

export const productFlops = ({ rows, columns, inner }: ProductShape): number => 2 * rows * columns * inner;
export const backwardFlops = ({ rows, inputs, outputs }: LinearShape): number => 4 * rows * inputs * outputs;

export function productSubject(
  layout: Layout,
  bias: boolean,
  shape: ProductShape,
  variants: readonly ProductVariant[],
): Subject {
  const { rows, columns, inner } = shape;
  const a = noise(rows * inner, 1);
  const b = noise(columns * inner, 2);
  const biases = noise(columns, 3);
  return {
    task: { kind: 'product', layout, bias, rows, columns, inner },
    flops: productFlops(shape),
    inputs: bias ? { a, b, bias: biases } : { a, b },
    samples: productSamples('output', a, b, layout, shape, bias ? biases : null),
    candidates: variants.map((variant) => ({
      id: variant.id,
      dispatches: productDispatches(layout, bias, shape, variant),
      leeway: leewayOf(variant),
    })),
  };
}

function productDispatches(
  layout: Layout,
  bias: boolean,
  shape: ProductShape,
  variant: ProductVariant,
): readonly Dispatch[] {
  const kernel = productKernel(layout, { bias, variant });
  const { shares } = variant;
  if (shares === 1) return [dispatch(kernel, shape)];
  const length = shape.rows * shape.columns;
  const join = { inputs: shares * length, stride: length, outputs: length };
  return [dispatch(kernel, shape, { output: 'shares' }), dispatch(stridedSum, join, { input: 'shares' })];
}

function productSamples(
  buffer: string,
  a: Data,
  b: Data,
  layout: Layout,
  shape: ProductShape,
  bias: Data | null,
): readonly Sample[] {
  return scattered(shape.rows, shape.columns, samplePlaces).map(([row, column]) => ({
    buffer,
    at: row * shape.columns + column,
    expected: productElement(a, b, layout, shape, row, column) + (bias?.[column] ?? 0),
    tolerance: tolerance(shape.inner),
  }));
}

export function backwardSubject(shape: LinearShape, variants: readonly ProductVariant[]): Subject {
  const { rows, inputs, outputs } = shape;
  const x = noise(rows * inputs, 1);
  const weight = noise(inputs * outputs, 2);
  const upstream = noise(rows * outputs, 3);
  const forInput = { rows, columns: inputs, inner: outputs };
  const forWeight = { rows: inputs, columns: outputs, inner: rows };
  return {
    task: { kind: 'linear-backward', rows, inputs, outputs },
    flops: backwardFlops(shape),
    inputs: { x, weight, upstream },
    samples: [
      ...productSamples('forInput', upstream, weight, 'NT', forInput, null),
      ...productSamples('forWeight', x, upstream, 'TN', forWeight, null),
      ...biasSamples(upstream, shape),
    ],
    candidates: variants.map((variant) => ({
      id: variant.id,
      dispatches: backwardDispatches(shape, variant),
      leeway: leewayOf(variant),
    })),
  };
}

function backwardDispatches(shape: LinearShape, variant: ProductVariant): readonly Dispatch[] {
  const kernel = linearBackward(variant);
  if (variant.shares === 1) return [dispatch(kernel, shape)];
  const names = { forWeight: 'weightShares', forBias: 'biasShares' };
  return [dispatch(kernel, shape, names), dispatch(joinLinearShares(variant.shares), shape)];
}

function biasSamples(upstream: Data, { rows, outputs }: LinearShape): readonly Sample[] {
  return scattered(1, outputs, samplePlaces).map(([, column]) => {
    let expected = 0;
    for (let row = 0; row < rows; row++) expected += upstream[row * outputs + column] ?? NaN;
    return { buffer: 'forBias', at: column, expected, tolerance: tolerance(rows) };
  });
}
