/** What the goldens do not reach: our kernels in the place of stock ones, and the buffers that hold a whole model. */
import { expect, test } from 'vitest';
import { compositeOps } from '../../src/engine/ops/composite.ts';
import type { BackendOps } from '../../src/engine/ops/contract.ts';
import * as tf from '../../src/engine/tf.ts';
import { normal, relativeError } from '../kernels/numbers.ts';
import { engineOn } from './engines.ts';

test('sums that broadcast, of integers, and of integers cast to floats stay right', async () => {
  await engineOn('webgpu');
  const read = async (make: () => tf.Tensor): Promise<number[]> => {
    const sum = tf.tidy(make);
    const values = [...(await sum.data())];
    sum.dispose();
    return values;
  };
  const matrix = (): tf.Tensor => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
  const integers = (): tf.Tensor => tf.tensor1d([1, 2, 3], 'int32');
  expect(await read(() => tf.add(matrix(), tf.tensor1d([10, 20, 30])))).toEqual([11, 22, 33, 14, 25, 36]);
  expect(await read(() => tf.add(matrix(), matrix()))).toEqual([2, 4, 6, 8, 10, 12]);
  expect(await read(() => tf.add(integers(), integers()))).toEqual([2, 4, 6]);
  expect(await read(() => tf.add(tf.cast(integers(), 'float32'), tf.tensor1d([0.5, 0.5, 0.5])))).toEqual([
    1.5, 2.5, 3.5,
  ]);
});

test('positions beyond the window get no gradient', async () => {
  const { ops } = await engineOn('webgpu');
  const [time, longest, width, batch] = [5, 7, 6, 3];
  const x = tf.tensor2d(normal(batch * time * width, 1), [batch * time, width]);
  const positions = tf.tensor2d(normal(longest * width, 2), [longest, width]);
  const upstream = tf.tensor2d(normal(batch * time * width, 3), [batch * time, width]);
  const results = async (of: BackendOps): Promise<Float32Array[]> => {
    const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => of.addPositions(a, b, time);
    const tensors = tf.tidy(() => [f(x, positions), ...tf.grads(f)([x, positions], upstream)]);
    const values = await Promise.all(tensors.map((tensor) => tensor.data() as Promise<Float32Array>));
    tf.dispose(tensors);
    return values;
  };
  const expected = await results(compositeOps);
  for (const [i, values] of (await results(ops)).entries()) {
    expect(relativeError(values, expected[i] ?? [])).toBeLessThan(1e-6);
  }
  tf.dispose([x, positions, upstream]);
});
