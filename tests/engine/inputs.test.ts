/** Rounded inputs on every backend: as on typed arrays, in evaluation and in decoding alike. */
import { describe, expect, test } from 'vitest';
import { roundInputs, type InputQuantization } from '../../src/domain/compression/inputs/levels.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { gaussian } from '../../src/domain/core/random.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { softmax } from '../../src/domain/sampling/drawToken.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import * as tf from '../../src/engine/tf.ts';
import { relativeError } from '../kernels/numbers.ts';
import { backends, engineOn } from './engines.ts';
import { open, runId, small, start } from './handlerBench.ts';

const text = 'pack my box with five dozen liquor jugs. '.repeat(40);
const dataSource = (): DataSource => createTextSource(character.build(text, {}), text, text.slice(0, 300));

const columns = 24;
const x = Float32Array.from({ length: 6 * columns }, (_, i) => (i < columns ? 0 : gaussian(1, 2, i)));

async function decodedLoss(session: TrainingSession, time: number): Promise<number> {
  const decoder = await session.decoder();
  const losses: number[] = [];
  for (const { inputs, targets, size } of session.data.validation(1, time, 2)) {
    for (let i = 0; i < size * time; i++) {
      if (i % time === 0) decoder.reset();
      const shares = softmax(decoder.step(inputs[i] ?? 0), 1);
      const target = targets[i] ?? -1;
      if (target >= 0) losses.push(-Math.log(shares[target] ?? NaN));
    }
  }
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

describe.each(backends)('%s', (backend) => {
  test.each([
    { bits: 8, scale: null },
    { bits: 4, scale: null },
    { bits: 6, scale: 0.05 },
  ])('$bits bits, scale $scale', async (levels) => {
    const { ops } = await engineOn(backend);
    const expected = x.slice();
    for (let at = 0; at < x.length; at += columns) {
      const token = expected.subarray(at, at + columns);
      roundInputs(token, levels, token);
    }
    const rounded = tf.tidy(() => ops.roundRows(tf.tensor2d(x, [6, columns]), levels));
    expect(relativeError(await rounded.data(), expected)).toBeLessThan(1e-5);
    rounded.dispose();
  });

  test('a session evaluates what its decoder writes', async () => {
    const engine = await engineOn(backend);
    const data = dataSource();
    // Its corpus is not read: the text above is.
    const config = small({ data: { corpus: 'modular-addition', modulus: 11 }, model: { context: 16 } });
    const inputs: InputQuantization = {
      'transformer.h.0.attn.c_attn.weight': { bits: 3, scale: null },
      'transformer.h.0.mlp.c_proj.weight': { bits: 3, scale: 0.002 },
    };
    const session = createSession({ engine, config, data, start: null, inputs });
    const plain = createSession({ engine, config, data, start: null });
    try {
      const measured = await session.evaluate(2, async () => false);
      expect(measured.lossNats).toBeCloseTo(await decodedLoss(session, 16), 5);
      expect(Math.abs(measured.lossNats - (await plain.evaluate(2, async () => false)).lossNats)).toBeGreaterThan(2e-5);
      // What is trained is the model itself.
      expect((await session.update()).lossNats).toBe((await plain.update()).lossNats);
    } finally {
      await session.dispose();
      await plain.dispose();
    }
  });
});

test('on a trained model outliers make W8A8 dear, and SmoothQuant makes it cheap again', async () => {
  const at = open();
  await start(at, 'wasm', small({ model: { width: 32 }, training: { steps: 200 } }));
  await at.until(() => at.phase() === 'finished');
  const rise = async (...passes: readonly object[]): Promise<number> => {
    const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
    expect(problems).toEqual([]);
    const variant = await at.handlers['compress.run']({ runId, recipe });
    if (!variant) throw new Error('it was given up');
    return variant.after.lossNats - variant.before.lossNats;
  };
  const outliers = { method: 'outliers', channels: 2, size: 100 };
  const smooth = { method: 'smooth-quant' };
  const w8a8 = [{ method: 'activations' }, { method: 'rtn', bits: 8, granularity: 'row', symmetric: true }];
  expect(Math.abs(await rise(outliers))).toBeLessThan(1e-4);
  expect(Math.abs(await rise(outliers, smooth))).toBeLessThan(1e-4);
  const hurt = await rise(outliers, ...w8a8);
  expect(hurt).toBeGreaterThan(5 * Math.abs(await rise(...w8a8)));
  expect(Math.abs(await rise(outliers, smooth, ...w8a8))).toBeLessThan(hurt / 5);
});
