/** What compression on paper makes of a model: fewer bits cost more, in round numbers. */
import type { Recipe } from '../../src/domain/compression/recipe/recipe.ts';
import type { CompressedQuality, CompressedVariant } from '../../src/protocol/compression.ts';

const parameters = 100_000;

const quality = (lossNats: number): CompressedQuality => ({
  lossNats,
  perplexity: Math.exp(lossNats),
  accuracy: null,
});

export function fakeVariant(variantId: number, runId: string, step: number, recipe: Recipe): CompressedVariant {
  const bits = Math.min(32, ...recipe.passes.map((pass) => Number(pass['bits'] ?? 32)));
  return {
    variantId,
    runId,
    step,
    recipe,
    parameters,
    fileBytes: 2000 + (parameters * bits) / 8,
    gzipBytes: 1800 + (parameters * bits) / 8,
    denseBytes: 4 * parameters,
    before: quality(1.5),
    after: quality(1.5 + 2 ** -bits),
    tokens: 32_768,
    layers: [
      {
        name: 'transformer.h.0.attn.c_attn.weight',
        weights: 60_000,
        bytes: 60_000 * (bits / 8),
        zeros: 0,
        weightError: 2 ** -bits,
        outputError: null,
      },
      {
        name: 'transformer.h.0.mlp.c_fc.weight',
        weights: 40_000,
        bytes: 40_000 * (bits / 8),
        zeros: 0.5,
        weightError: 2 ** (1 - bits),
        outputError: 2 ** -bits,
      },
    ],
    // Once for all recipes on a model.
    calibrateMs: variantId === 1 ? 100 : 0,
    compressMs: 900,
    decoding: {
      machine: 'arrays',
      before: { msPerToken: 0.5, weightBytes: 4 * parameters },
      after: { msPerToken: bits < 32 ? 0.6 : 0.5, weightBytes: 2000 + (parameters * bits) / 8 },
      cacheBytes: 16_384,
      decoded: [],
    },
  };
}
