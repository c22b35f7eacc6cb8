/** Small models of every kind and what recipes make of them, for tests of how compressed models run. */
import { expect } from 'vitest';
import { finish } from '../../src/domain/compression/contract.ts';
import { compress, type CompressedModel, type ModelTensors } from '../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { defaultsOf, type ParamSpecs, type Settings } from '../../src/domain/core/params.ts';
import type { Decoder, ModelDefinition } from '../../src/domain/models/contract.ts';
import type { CacheBits } from '../../src/domain/models/decoding/cache.ts';
import type { DecodingWeights } from '../../src/domain/models/decoding/matrices.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { models } from '../../src/domain/models/index.ts';
import { productsOf } from '../../src/domain/models/products.ts';
import { decodingOf } from '../../src/domain/models/decoders.ts';

export const vocabulary = 37;

export interface Subject {
  readonly architecture: keyof typeof models;
  readonly settings: Readonly<Record<string, number | string | boolean>>;
}

export const subjects: Readonly<Record<string, Subject>> = {
  transformer: { architecture: 'transformer', settings: { layers: 2, heads: 4, width: 32, context: 12 } },
  'LLaMA-like': {
    architecture: 'transformer',
    settings: {
      layers: 1,
      heads: 4,
      keyValueHeads: 2,
      width: 96,
      context: 12,
      norm: 'rms',
      positions: 'rope',
      activation: 'swiglu',
    },
  },
  'the first form': {
    architecture: 'transformer',
    settings: {
      layers: 1,
      heads: 4,
      width: 32,
      context: 12,
      normPlace: 'post',
      positions: 'sinusoidal',
      tiedHead: false,
    },
  },
  'normed and near': {
    architecture: 'transformer',
    settings: {
      layers: 2,
      heads: 4,
      keyValueHeads: 2,
      width: 32,
      context: 12,
      norm: 'rms',
      positions: 'alibi',
      queryKeyNorm: true,
      window: 5,
    },
  },
  lstm: { architecture: 'lstm', settings: { layers: 2, width: 32, context: 12 } },
  gru: { architecture: 'gru', settings: { layers: 1, width: 32, context: 12 } },
};

export const recipes: Readonly<Record<string, { readonly passes: readonly object[]; readonly rest: string }>> = {
  '4 bits in groups, int8 tables': { passes: [{ method: 'rtn', bits: 4, granularity: 'group' }], rest: 'int8' },
  '3 bits per row': { passes: [{ method: 'rtn', bits: 3, granularity: 'row' }], rest: 'f16' },
  nf4: { passes: [{ method: 'nf4' }], rest: 'int8' },
  ternary: { passes: [{ method: 'ternary' }], rest: 'int8' },
  binary: { passes: [{ method: 'binary' }], rest: 'int8' },
  fp8: { passes: [{ method: 'fp8' }], rest: 'int8' },
  Q4_0: { passes: [{ method: 'q4-0' }], rest: 'f16' },
  '2:4': { passes: [{ method: 'magnitude', pattern: '2:4' }], rest: 'f32' },
  'low rank': { passes: [{ method: 'svd' }], rest: 'f32' },
  'low rank, then 8 bits': {
    passes: [{ method: 'svd' }, { method: 'rtn', bits: 8, granularity: 'row' }],
    rest: 'int8',
  },
  'half of the weights': { passes: [{ method: 'magnitude', sparsity: 0.5 }], rest: 'f32' },
};

export interface Made {
  readonly definition: ModelDefinition;
  readonly settings: Settings<ParamSpecs>;
  readonly parts: ModelTensors;
  readonly model: CompressedModel;
  readonly decoder: (weights: DecodingWeights, cacheBits?: CacheBits) => Decoder;
}

export function made({ architecture, settings: given }: Subject, recipe: unknown): Made {
  const definition: ModelDefinition = models[architecture];
  const settings = { ...defaultsOf(definition.params), ...given };
  const specs = definition.tensors(settings, vocabulary);
  const { recipe: valid, problems } = validateRecipe(recipe);
  expect(problems).toEqual([]);
  const parts = {
    specs,
    // Larger than models begin with, so that logits differ.
    weights: Object.fromEntries(
      Object.entries(initialWeights(specs, 5)).map(([name, values]) => [name, values.map((value) => 4 * value)]),
    ),
    products: productsOf(definition, settings, vocabulary),
  };
  return {
    definition,
    settings,
    parts,
    model: finish(compress(valid, parts, {})),
    decoder: (weights, cacheBits) => decodingOf(definition).decoder(settings, vocabulary, weights, cacheBits),
  };
}
