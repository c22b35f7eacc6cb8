/** Whole models that generate from compressed matrices, against the same after decoding everything. */
import { describe, expect, test } from 'vitest';
import { finish } from '../../src/domain/compression/contract.ts';
import {
  compress,
  decodeModel,
  modelBytes,
  type CompressedModel,
} from '../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { defaultsOf, type ParamSpecs, type Settings } from '../../src/domain/core/params.ts';
import type { Decoder } from '../../src/domain/models/contract.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { models } from '../../src/domain/models/index.ts';
import { productsOf } from '../../src/domain/models/products.ts';
import { decodingWeights } from '../../src/engine/compress/decodingWeights.ts';
import { relativeError } from '../kernels/numbers.ts';

const vocabulary = 37;

interface Subject {
  readonly architecture: keyof typeof models;
  readonly settings: Readonly<Record<string, number | string>>;
}

const subjects: Readonly<Record<string, Subject>> = {
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
  lstm: { architecture: 'lstm', settings: { layers: 2, width: 32, context: 12 } },
  gru: { architecture: 'gru', settings: { layers: 1, width: 32, context: 12 } },
};

const recipes: Readonly<Record<string, { readonly passes: readonly object[]; readonly rest: string }>> = {
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

/** Past the context, so that what was kept is read again. */
const tokens = Array.from({ length: 20 }, (_, i) => (7 * i * i + 3) % vocabulary);

const logits = (decoder: Decoder): number[] => {
  decoder.reset();
  return tokens.flatMap((token) => [...decoder.step(token)]);
};

interface Made {
  readonly model: CompressedModel;
  readonly decoder: (weights: Parameters<(typeof models)['lstm']['decoder']>[2]) => Decoder;
}

function made({ architecture, settings: given }: Subject, recipe: unknown): Made {
  const definition = models[architecture];
  const settings: Settings<ParamSpecs> = { ...defaultsOf(definition.params as ParamSpecs), ...given };
  const specs = definition.tensors(settings as never, vocabulary);
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
    model: finish(compress(valid, parts, {})),
    decoder: (weights) => definition.decoder(settings as never, vocabulary, weights),
  };
}

describe.each(Object.entries(subjects))('%s', (_, subject) => {
  test.each(Object.entries(recipes))('%s', (_name, recipe) => {
    const { model, decoder } = made(subject, recipe);
    const expected = logits(decoder(decodeModel(model)));
    expect(relativeError(logits(decoder(decodingWeights(model).weights)), expected)).toBeLessThan(1e-4);
  });
});

test('it is told what had to be decoded, and what is kept', () => {
  const subject = { architecture: 'transformer', settings: { layers: 1, heads: 4, width: 64, context: 16 } } as const;
  const of = (recipe: unknown) => {
    const { model, decoder } = made(subject, recipe);
    const { weights, decoded } = decodingWeights(model);
    return { decoded, bytes: decoder(weights).weightBytes, dense: decoder(decodeModel(model)).weightBytes, model };
  };
  const whole = of({ passes: [{ method: 'rtn', bits: 4, granularity: 'row' }], rest: 'int8' });
  expect(whole.decoded).toEqual([]);
  expect(whole.bytes).toBeLessThan(whole.dense / 3);
  expect(whole.bytes).toBeGreaterThan(modelBytes(whole.model));
  const pruned = of(recipes['half of the weights']);
  expect(pruned.decoded.length).toBe(4);
  expect(pruned.bytes).toBe(pruned.dense);
  expect(of(recipes['3 bits per row']).decoded).toEqual(['transformer.wte.weight', 'transformer.wpe.weight']);
});
