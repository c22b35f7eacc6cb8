/** Attention with a prefix whose length is asked for at every step, against stock operations. */
import { expect, test } from 'vitest';
import { compositeOps } from '../../src/engine/ops/composite.ts';
import type { BackendOps } from '../../src/engine/ops/contract.ts';
import * as tf from '../../src/engine/tf.ts';
import { normal } from '../kernels/numbers.ts';
import { engineOn } from './engines.ts';

test('a prefix may be another at every step: the step is recorded all the same', async () => {
  const engine = await engineOn('webgpu');
  const [time, width] = [6, 8];
  const qkv = tf.keep(tf.tensor2d(normal(3 * time * width, 1), [time, 3 * width]));
  let prefix = 0;
  const attended = ({ attention }: BackendOps): tf.Tensor =>
    attention(qkv, { heads: 2, time, mask: { prefix: () => prefix } });
  // The step finds the matrix on the device.
  tf.dispose(tf.tidy(() => attended(engine.ops)));
  const expectedNow = async (): Promise<number> => {
    const output = tf.tidy(() => attended(compositeOps));
    const [first = NaN] = await output.data();
    output.dispose();
    return first;
  };
  const steps = engine.steps(() => {
    const loss = attended(engine.ops);
    return { loss, measures: tf.clone(loss), norms: tf.clone(loss) };
  });
  const seen = new Set<number>();
  for (const next of [1, 4, 6, 2]) {
    prefix = next;
    const expected = await expectedNow();
    expect((await steps.run()).lossNats).toBeCloseTo(expected, 5);
    seen.add(expected);
  }
  expect(seen.size).toBe(4);
  expect(steps.execution()).toEqual({ kind: 'recorded', dispatches: 1 });
  steps.dispose();
  qkv.dispose();
});
