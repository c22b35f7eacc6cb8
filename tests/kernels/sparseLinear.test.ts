/** 2:4 sparse products against loops over the pairs, and these against dense products with the zeros written out. */
import { describe, expect, test } from 'vitest';
import { gemvForms } from '../../shaders/common/gemv/form.ts';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { sharedVariants } from '../../shaders/linear/variants.ts';
import { sparseCases, sparseProductCases } from '../../shaders/sparse-linear/cases.ts';
import { sparseBindings, sparseGemv, sparseProduct } from '../../shaders/sparse-linear/kernel.ts';
import { sparseReference } from '../../shaders/sparse-linear/reference.ts';
import { unpackPlaces } from '../../src/domain/compression/pruners/packSparse.ts';
import { executableSparse } from '../../src/engine/compress/executionLayout.ts';
import { madeSparse, twoOfFour } from './encoded.ts';
import { dispatch, run, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const of = (arrays: Readonly<Record<string, Data>>, name: string): Data => arrays[name] ?? new Float32Array();

describe('one vector', () => {
  test.each(gemvForms)('%s: as the reference', async (form) => {
    for (const shape of sparseCases) {
      const x = normal(shape.inputs, 96);
      const arrays = executableSparse(madeSparse(shape));
      const { output } = await run([dispatch(sparseGemv(form, false), shape)], { x, ...arrays });
      const expected = sparseReference(x, of(arrays, 'kept'), of(arrays, 'places'), shape);
      expect(relativeError(output, expected), `I ${shape.inputs}, O ${shape.outputs}`).toBeLessThan(3e-6);
    }
  });
});

test.each(sparseProductCases)('M $rows, I $inputs, O $outputs: as the reference', async (shape) => {
  const x = normal(shape.rows * shape.inputs, 97);
  const arrays = executableSparse(madeSparse(shape));
  const { output } = await run([dispatch(sparseProduct(false), shape)], { x, ...arrays });
  const expected = sparseReference(x, of(arrays, 'kept'), of(arrays, 'places'), shape);
  expect(relativeError(output, expected)).toBeLessThan(3e-6);
});

test('in shared tiles: as the reference', async () => {
  const shape = { rows: 7, inputs: 20, outputs: 9 };
  const x = normal(shape.rows * shape.inputs, 97);
  const arrays = executableSparse(madeSparse(shape));
  const { output } = await run([dispatch(sparseProduct(false, sharedVariants[0]), shape)], { x, ...arrays });
  const expected = sparseReference(x, of(arrays, 'kept'), of(arrays, 'places'), shape);
  expect(relativeError(output, expected)).toBeLessThan(3e-6);
});

test.each([
  { rows: 1, inputs: 36, outputs: 7 },
  { rows: 1, inputs: 32, outputs: 9 },
  { rows: 5, inputs: 36, outputs: 7 },
])('M $rows, I $inputs: a bias is added', async (shape) => {
  const x = normal(shape.rows * shape.inputs, 97);
  const bias = normal(shape.outputs, 99);
  const arrays = executableSparse(madeSparse(shape));
  const kernel = shape.rows === 1 ? sparseGemv('alone', true) : sparseProduct(true);
  const { output } = await run([dispatch(kernel, shape)], { x, bias, ...arrays });
  const products = sparseReference(x, of(arrays, 'kept'), of(arrays, 'places'), shape);
  const expected = products.map((sum, i) => sum + (bias[i % shape.outputs] ?? NaN));
  expect(relativeError(output, expected)).toBeLessThan(3e-6);
});

test('the reference: dense, with the zeros written out', () => {
  for (const shape of [...sparseCases, ...sparseProductCases]) {
    const { rows, inputs, outputs } = shape;
    const packed = madeSparse(shape);
    const x = normal(rows * inputs, 98);
    const arrays = executableSparse(packed);
    const actual = sparseReference(x, of(arrays, 'kept'), of(arrays, 'places'), shape);
    const { values } = unpackPlaces(packed, twoOfFour, inputs * outputs);
    expect(relativeError(actual, linearReference(x, values, inputs))).toBeLessThan(1e-14);
  }
});

test('half of the dense bytes, and a sixteenth of that half for the places', () => {
  const shape = { rows: 1, inputs: 256, outputs: 64 };
  const bytes = sparseBindings.reduce((sum, { length }) => sum + 4 * length(shape), 0);
  const half = (4 * 256 * 64) / 2;
  expect(bytes).toBe(half + half / 16);
  const { positions, kept } = madeSparse(shape);
  expect(bytes).toBe(positions.byteLength + kept.byteLength);
});
