/** Whole models that generate from compressed matrices, against the same after decoding everything. */
import { describe, expect, test } from 'vitest';
import { decodeModel, modelBytes } from '../../src/domain/compression/recipe/compress.ts';
import type { Decoder } from '../../src/domain/models/contract.ts';
import { decodedNames, decodingWeights } from '../../src/engine/compress/decodingWeights.ts';
import { relativeError } from '../kernels/numbers.ts';
import { made, recipes, subjects, vocabulary } from './compressedModels.ts';

/** Past the context, so that what was kept is read again. */
const tokens = Array.from({ length: 20 }, (_, i) => (7 * i * i + 3) % vocabulary);

const logits = (decoder: Decoder): number[] => {
  decoder.reset();
  return tokens.flatMap((token) => [...decoder.step(token)]);
};

describe.each(Object.entries(subjects))('%s', (_, subject) => {
  test.each(Object.entries(recipes))('%s', (_name, recipe) => {
    const { model, decoder } = made(subject, recipe);
    const expected = logits(decoder(decodeModel(model)));
    expect(relativeError(logits(decoder(decodingWeights(model))), expected)).toBeLessThan(1e-4);
  });
});

test('it is told what had to be decoded, and what is kept', () => {
  const subject = { architecture: 'transformer', settings: { layers: 1, heads: 4, width: 64, context: 16 } } as const;
  const of = (recipe: unknown) => {
    const { model, decoder } = made(subject, recipe);
    const decoded = decodedNames(model);
    return {
      decoded,
      bytes: decoder(decodingWeights(model)).weightBytes,
      dense: decoder(decodeModel(model)).weightBytes,
      model,
    };
  };
  const whole = of({ passes: [{ method: 'rtn', bits: 4, granularity: 'row' }], rest: 'int8' });
  expect(whole.decoded).toEqual([]);
  expect(whole.bytes).toBeLessThan(whole.dense / 3);
  expect(whole.bytes).toBeGreaterThan(modelBytes(whole.model));
  const pruned = of(recipes['half of the weights']);
  expect(pruned.decoded.length).toBe(4);
  expect(pruned.bytes).toBe(pruned.dense);
  const thinner = of({ passes: [{ method: 'neurons', share: 0.5 }], rest: 'f32' });
  expect(thinner.decoded).toEqual([]);
  // Half of both matrices of the feed-forward layer, and where the 128 neurons and 64 outer lines stand.
  expect(thinner.dense - thinner.bytes).toBe(4 * (2 * 128 * 64 - 2 * (128 + 64)));
  expect(of(recipes['3 bits per row']).decoded).toEqual(['transformer.wte.weight', 'transformer.wpe.weight']);
});
