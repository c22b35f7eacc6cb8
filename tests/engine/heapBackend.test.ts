/** TensorFlow.js' own operations over our heap: what they share with a tensor must not change when that tensor is gone. */
import { beforeEach, expect, test } from 'vitest';
import * as tf from '../../src/engine/tf.ts';
import { engineOn } from './engines.ts';

let inHeap: (values: readonly number[], shape: number[]) => tf.Tensor;

beforeEach(async () => {
  const { ops } = await engineOn('wasm');
  // What one of our kernels has made lies in the heap.
  inHeap = (values, shape) => ops.add(tf.tensor([...values], shape), tf.zeros(shape));
});

test('a slice outlives what it was cut from', async () => {
  const whole = inHeap([1, 2, 3, 4, 5, 6], [3, 2]);
  const part = tf.slice(whole, [1, 0], [1, 2]);
  whole.dispose();
  inHeap([9, 9, 9, 9, 9, 9], [3, 2]);
  expect([...(await part.data())]).toEqual([3, 4]);
});

test('clones and reshapes share a block until the last of them is gone', async () => {
  const first = inHeap([1, 2, 3, 4], [4]);
  const clone = tf.clone(first);
  const square = tf.reshape(first, [2, 2]);
  first.dispose();
  clone.dispose();
  inHeap([9, 9, 9, 9], [4]);
  expect([...(await square.data())]).toEqual([1, 2, 3, 4]);
});

test('what was read is a copy', async () => {
  const tensor = inHeap([1, 2], [2]);
  const values = await tensor.data();
  tensor.dispose();
  inHeap([9, 9], [2]);
  expect([...values]).toEqual([1, 2]);
});

test('integers under the name of floats are still integers', async () => {
  const cast = tf.cast(tf.tensor1d([1, 2, 3], 'int32'), 'float32');
  expect([...(await tf.add(cast, tf.tensor1d([0.5, 0.5, 0.5])).data())]).toEqual([1.5, 2.5, 3.5]);
});

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('products of batches, transposed %s and %s', async (transposeA, transposeB) => {
  const random = (shape: [number, number, number]): tf.Tensor3D => tf.randomNormal(shape, 0, 1, 'float32', 7);
  const a = random(transposeA ? [2, 5, 3] : [2, 3, 5]);
  const b = random(transposeB ? [2, 9, 5] : [2, 5, 9]);
  const product = await tf.matMul(a, b, transposeA, transposeB).data();
  const [left, right] = [await a.array(), await b.array()];
  const expected = left.flatMap((matrix, batch) =>
    Array.from({ length: 3 * 9 }, (_, at) => {
      const [i, j] = [Math.floor(at / 9), at % 9];
      let sum = 0;
      for (let s = 0; s < 5; s++) {
        const x = transposeA ? matrix[s]?.[i] : matrix[i]?.[s];
        const y = transposeB ? right[batch]?.[j]?.[s] : right[batch]?.[s]?.[j];
        sum += (x ?? Number.NaN) * (y ?? Number.NaN);
      }
      return sum;
    }),
  );
  product.forEach((value, at) => expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 5));
});

test('a matrix is a batch of one: its product is the same to the last bit', async () => {
  const [a, b] = [tf.randomNormal([300, 7], 0, 1, 'float32', 3), tf.randomNormal([300, 9], 0, 1, 'float32', 4)];
  const alone = tf.matMul(a, b, true);
  const inBatch = tf.matMul(tf.expandDims(a), tf.expandDims(b), true);
  expect(alone.shape).toEqual([7, 9]);
  // Plain JavaScript would sum in double precision, and take a hundred times as long.
  expect(await alone.data()).toEqual(await inBatch.data());
});
