/** What the goldens do not reach: our kernels in the place of stock ones, and the buffers that hold a whole model. */
import { expect, test } from 'vitest';
import { compositeOps } from '../../src/engine/ops/composite.ts';
import type { BackendOps } from '../../src/engine/ops/contract.ts';
import { valueAndGradients } from '../../src/engine/ops/tape.ts';
import * as tf from '../../src/engine/tf.ts';
import { normal, relativeError } from '../kernels/numbers.ts';
import { engineOn } from './engines.ts';

test('positions beyond the window get no gradient', async () => {
  const { ops } = await engineOn('webgpu');
  const [time, longest, width, batch] = [5, 7, 6, 3];
  const x = tf.tensor2d(normal(batch * time * width, 1), [batch * time, width]);
  const positions = tf.tensor2d(normal(longest * width, 2), [longest, width]);
  const upstream = tf.tensor2d(normal(batch * time * width, 3), [batch * time, width]);
  const results = async (of: BackendOps): Promise<Float32Array[]> => {
    const { value, gradients } = valueAndGradients(() => of.addPositions(x, positions, time), [x, positions], {
      upstream,
      join: of.join,
    });
    const tensors = [value, ...gradients];
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
