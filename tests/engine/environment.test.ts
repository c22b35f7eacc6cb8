/** The browser the kernel and engine tests run in must have what they need; a missing piece is named here first. */
import { expect, test } from 'vitest';
import * as tf from '../../src/engine/tf.ts';
import { backends, engineOn } from './engines.ts';

test('the page is cross-origin isolated, so WASM threads can run', () => {
  expect(globalThis.crossOriginIsolated).toBe(true);
});

test('WebGPU has an adapter', async () => {
  const adapter = await navigator.gpu?.requestAdapter();
  expect(adapter).toBeTruthy();
});

test.each(backends)('TensorFlow.js multiplies matrices on %s', async (backend) => {
  await engineOn(backend);
  const product = tf.matMul(
    tf.tensor2d([
      [1, 2],
      [3, 4],
    ]),
    tf.tensor2d([[5], [6]]),
  );
  expect([...(await product.data())]).toEqual([17, 39]);
});
