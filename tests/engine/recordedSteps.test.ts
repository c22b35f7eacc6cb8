/** Steps of any kind, written down and sent again: what would not be repeated is refused, and what is wrong is told. */
import { expect, test } from 'vitest';
import { startEngine } from '../../src/engine/backend/startEngine.ts';
import * as tf from '../../src/engine/tf.ts';
import { engineOn } from './engines.ts';

test('what a replay would not repeat is refused, named, and run through every time', async () => {
  const engine = await engineOn('webgpu');
  const x = tf.keep(tf.tensor1d([1, 2, 3]));
  const stock = engine.steps(() => ({
    loss: tf.tidy(() => tf.sum(x)),
    measures: tf.keep(tf.clone(x)),
    norms: tf.keep(tf.clone(x)),
  }));
  expect((await stock.run()).lossNats).toBe(6);
  expect(stock.execution()).toMatchObject({
    kind: 'eager',
    reason: { code: 'stock-operation', name: expect.any(String) },
  });
  expect((await stock.run()).lossNats).toBe(6);
  stock.dispose();

  let value = 1;
  const upload = engine.steps(() => {
    const loss = engine.ops.add(x, tf.tensor1d([value, 0, 0]));
    return { loss, measures: tf.clone(loss), norms: tf.clone(loss) };
  });
  expect((await upload.run()).lossNats).toBe(2);
  expect(upload.execution()).toMatchObject({ kind: 'eager', reason: { code: 'upload' } });
  value = 5;
  expect((await upload.run()).lossNats).toBe(6);
  upload.dispose();

  const live = engine.steps(() => {
    const loss = engine.ops.add(
      x,
      engine.ops.input(() => Float32Array.of(value, 0, 0)),
    );
    return { loss, measures: tf.clone(loss), norms: tf.clone(loss) };
  });
  expect((await live.run()).lossNats).toBe(6);
  value = 7;
  expect((await live.run()).lossNats).toBe(8);
  expect(live.execution()).toEqual({ kind: 'recorded', dispatches: 1 });
  live.dispose();
  x.dispose();
});

test('a recorded dispatch with a bad binding is told by check', async () => {
  // On a device of its own, whose complaints reach no other test.
  const engine = await startEngine('webgpu');
  const [long, short] = [tf.keep(tf.zeros([700])), tf.keep(tf.tensor1d([1, 2, 3]))];
  const steps = engine.steps(() => {
    const loss = engine.ops.add(long, short);
    return { loss, measures: tf.clone(loss), norms: tf.clone(loss) };
  });
  await steps.run();
  expect(() => engine.gpu?.check()).toThrow(/gpu-invalid/);
  await steps.run();
  expect(() => engine.gpu?.check()).toThrow(/gpu-invalid/);
  steps.dispose();
  tf.dispose([long, short]);
  engine.gpu?.destroy();
});
