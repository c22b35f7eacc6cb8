/** Embeddings, the gradient of their table, and the sums around them, on the device against plain loops. */
import { expect, test } from 'vitest';
import { addCases } from '../../shaders/add/cases.ts';
import { accumulate, add } from '../../shaders/add/kernel.ts';
import { addReference } from '../../shaders/add/reference.ts';
import { embeddingCases } from '../../shaders/embedding/cases.ts';
import { embeddingChain, embeddingGather, embeddingScatter } from '../../shaders/embedding/kernel.ts';
import { embeddingGradientReference, embeddingReference } from '../../shaders/embedding/reference.ts';
import { sumCases } from '../../shaders/sum/cases.ts';
import { stridedSum } from '../../shaders/sum/kernel.ts';
import { sumReference } from '../../shaders/sum/reference.ts';
import { below, streams } from '../../src/domain/core/random.ts';
import { dispatch, run, type Dispatch } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

test.each(embeddingCases)('embedding, M $rows, V $vocabulary, D $width', async (shape) => {
  const { rows, vocabulary, width } = shape;
  const ids = Int32Array.from({ length: rows }, (_, i) => below(1, streams.task, i, vocabulary));
  const table = normal(vocabulary * width, 61);
  const upstream = normal(rows * width, 62);
  const all = (adds: boolean): Dispatch[] => [
    dispatch(embeddingGather, shape),
    dispatch(embeddingChain, shape),
    dispatch(embeddingScatter, { ...shape, adds }),
  ];
  const actual = await run(all(false), { ids, table, upstream });
  expect(actual['output']).toEqual(Float32Array.from(embeddingReference(ids, table, width)));
  const expected = embeddingGradientReference(ids, upstream, vocabulary, width);
  expect(relativeError(actual['gradient'], expected)).toBeLessThan(1e-6);

  const before = normal(vocabulary * width, 66);
  const added = await run(all(true), { ids, table, upstream, gradient: before });
  const sum = Float64Array.from(before, (value, i) => value + (expected[i] ?? Number.NaN));
  expect(relativeError(added['gradient'], sum), 'added to what was there').toBeLessThan(1e-6);
});

test.each(addCases)('sum of two tensors, $length and $period long', async (shape) => {
  const [a, b] = [normal(shape.length, 63), normal(shape.period, 64)];
  const { output } = await run([dispatch(add, shape)], { a, b });
  expect(output).toEqual(Float32Array.from(addReference(a, b)));
});

test.each(addCases)('a sum in place, $length long', async ({ length }) => {
  const [sums, more] = [normal(length, 67), normal(length, 68)];
  const result = await run([dispatch(accumulate, { length })], { sums, more });
  expect(result['sums']).toEqual(Float32Array.from(addReference(sums, more)));
});

test.each(sumCases)('$inputs numbers with stride $stride into $outputs', async (shape) => {
  const input = normal(shape.inputs, 65);
  const { output } = await run([dispatch(stridedSum, shape)], { input });
  expect(relativeError(output, sumReference(input, shape))).toBeLessThan(1e-5);
});
