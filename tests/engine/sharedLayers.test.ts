/** Layers that share a matrix are trained as one, which lowers the loss, and are written once before and after. */
import { expect, test } from 'vitest';
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
    const matrix = (layer: number) => weights[`transformer.h.${layer}.mlp.c_fc.weight`] ?? new Float32Array();
    const bytes = variant.layers.reduce((sum, layer) => sum + layer.bytes, 0);
    return { loss: variant.after.lossNats, bytes, matrices: [matrix(0), matrix(1)] as const };
  };
  const share = { method: 'cross-layer' };
  const tied = await made(share);
  const mended = await made(share, { method: 'retrain', steps: 20, learningRate: 5e-3 });
  expect(mended.matrices[0]).toEqual(mended.matrices[1]);
  expect(mended.matrices[0]).not.toEqual(tied.matrices[0]);
  expect(mended.loss).toBeLessThan(tied.loss);
  expect(mended.bytes).toBe(tied.bytes);
});
