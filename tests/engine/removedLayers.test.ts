/** The pass `layers` through the worker's handlers: what is measured decides, and training leaves what is gone at zero. */
import { expect, test } from 'vitest';
import { blockOf } from '../../src/domain/compression/recipe/blocks.ts';
import { decodeModel } from '../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { decodeCompressed } from '../../src/domain/files/compressedFile.ts';
import { backends } from './engines.ts';
import { open, runId, small, start } from './handlerBench.ts';

test.each(backends)('%s', async (backend) => {
  const at = open();
  await start(at, backend, small({ model: { width: 32, layers: 2 }, training: { steps: 30 } }));
  await at.until(() => at.phase() === 'finished');
  const made = async (...passes: readonly object[]) => {
    const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
    expect(problems).toEqual([]);
    const variant = await at.handlers['compress.run']({ runId, recipe });
    if (!variant) throw new Error('it was given up');
    const [file] = await at.handlers['compress.export']({ runId, variantId: variant.variantId });
    const weights = decodeModel(decodeCompressed(file?.bytes ?? new Uint8Array()).model);
    const gone = [0, 1].filter((layer) =>
      Object.entries(weights).every(
        ([name, values]) => blockOf(name) !== layer || values.every((value) => value === 0),
      ),
    );
    return { loss: variant.after.lossNats, gone };
  };
  const layer = (number: number): string =>
    ['attn.c_attn', 'attn.c_proj', 'mlp.c_fc', 'mlp.c_proj'].map((name) => `h.${number}.${name}`).join(' ');

  const best = await made({ method: 'layers', share: 0.5 });
  const last = await made({ method: 'layers', share: 0.5, by: 'last' });
  expect(best.gone).toHaveLength(1);
  expect(last.gone).toEqual([1]);
  expect(best.loss).toBeLessThanOrEqual(last.loss);
  expect(at.of('compress.progress').some(({ phase }) => phase === 'measuring')).toBe(true);

  const retrain = { method: 'retrain', steps: 20, learningRate: 5e-3 };
  const mended = await made({ method: 'layers', share: 0.5, by: 'last' }, retrain);
  expect(mended.gone).toEqual([1]);
  expect(mended.loss).toBeLessThan(last.loss);
  // A layer that is named alone is all that may go, and one of those that may always stays.
  expect((await made({ method: 'layers', share: 0.5, by: 'last', only: layer(1) })).gone).toEqual([]);
});
