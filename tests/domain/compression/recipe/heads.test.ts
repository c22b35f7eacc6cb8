/** Attention heads in a recipe: which go, that nothing of them is left in what is computed, and what a file has of them. */
import { describe, expect, test } from 'vitest';
import { turned } from '../../../../src/domain/compression/numeric/turned.ts';
import { headFamily } from '../../../../src/domain/compression/pruners/structured/families.ts';
import { maskUnits } from '../../../../src/domain/compression/pruners/structured/units.ts';
import { decodeModel, matricesOf } from '../../../../src/domain/compression/recipe/compress.ts';
import { decodeCompressed, encodeCompressed } from '../../../../src/domain/files/compressedFile.ts';
import { thrownBy } from '../thrownBy.ts';
import { bytesOf, inputsOf, logits, made, modelOf, vocabulary, type Model } from './structuredModel.ts';

const [fused, bias, outOf] = ['c_attn.weight', 'c_attn.bias', 'c_proj.weight'].map(
  (name) => `transformer.h.0.attn.${name}`,
) as [string, string, string];
const heads = 4;
const size = 8;
const half = [{ method: 'heads', share: 0.5 }];

/** Mean of ‖W_h a_h‖² token by token, without second moments. */
function contributions(model: Model): readonly number[] {
  const all = matricesOf(model.parts, {});
  const at = all.findIndex(({ name }) => name === outOf);
  const { rows, columns, values } = all[at]?.original ?? { rows: 0, columns: 0, values: new Float32Array() };
  const inputs = inputsOf(at, columns);
  return Array.from({ length: heads }, (_, head) => {
    let sum = 0;
    for (let token = 0; token < inputs.length; token += columns) {
      for (let row = 0; row < rows; row++) {
        let output = 0;
        for (let i = head * size; i < (head + 1) * size; i++)
          output += (values[row * columns + i] ?? NaN) * (inputs[token + i] ?? NaN);
        sum += output * output;
      }
    }
    return sum / (inputs.length / columns);
  });
}

/** The two that add least. */
const goneFrom = (model: Model): readonly number[] => {
  const sizes = contributions(model);
  return [0, 1, 2, 3].toSorted((a, b) => (sizes[a] ?? NaN) - (sizes[b] ?? NaN)).slice(0, 2);
};

const gpt = modelOf({ architecture: 'transformer', heads });

test('the matrices are those that masking the heads which add least makes', () => {
  const after = decodeModel(made(gpt, half).model);
  const original = Object.fromEntries(matricesOf(gpt.parts, {}).map((one) => [one.name, one.original]));
  const [packed, outer] = [original[fused], original[outOf]];
  if (!packed || !outer) throw new Error('there is no attention');
  const gone = goneFrom(gpt);
  const kept = Uint8Array.from({ length: heads }, (_, head) => (gone.includes(head) ? 0 : 1));
  const masked = maskUnits({ [fused]: packed, [outOf]: outer }, headFamily(heads, size, { fused, bias, outOf }), kept);
  for (const name of [fused, outOf]) {
    const expected = masked[name];
    if (!expected) throw new Error(`no ${name}`);
    expect(after[name]).toEqual(turned(expected).values);
  }
});

describe.each([
  ['heads of their own', {}],
  ['keys shared by two', { keyValueHeads: 2 }],
  ['keys shared by all', { keyValueHeads: 1 }],
  ['turned by their place', { positions: 'rope' }],
  ['normed, near, behind the sum', { queryKeyNorm: true, window: 3, normPlace: 'post' }],
  ['dropout behind the projection', { dropout: 0.1 }],
])('%s', (_, settings) => {
  const model = modelOf({ architecture: 'transformer', heads, ...settings });
  const after = decodeModel(made(model, half).model);

  test('the logits are those of a model whose attention gives zeros for these heads, to the last bit', () => {
    const weights = { ...model.parts.weights };
    for (const layer of [0, 1]) {
      const name = `transformer.h.${layer}.attn.c_proj.weight`;
      const dead = (after[name] ?? new Float32Array()).map((value) => (value === 0 ? 0 : 1));
      expect(dead.filter((stays) => stays === 0)).toHaveLength(32 * 16);
      // Inputs of heads that give zeros are multiplied with nothing.
      weights[name] = (weights[name] ?? new Float32Array()).map((value, i) => value * (dead[i] ?? NaN));
    }
    expect(logits(model, after)).toEqual(logits(model, weights));
    expect(logits(model, after)).not.toEqual(logits(model, model.parts.weights));
  });

  test('queries go with their head, keys and values with the last head that reads them', () => {
    const keyHeads = (model.settings as { keyValueHeads?: number }).keyValueHeads || heads;
    const columns = 32 + 2 * keyHeads * size;
    const values = after[fused] ?? new Float32Array();
    const isZero = (block: number): boolean =>
      values.every((value, i) => Math.floor((i % columns) / size) !== block || value === 0);
    const gone = goneFrom(model);
    const all = [0, 1, 2, 3];
    for (const head of all) expect(isZero(head)).toBe(gone.includes(head));
    for (let key = 0; key < keyHeads; key++) {
      const unread = all.filter((head) => Math.floor((head * keyHeads) / heads) === key).every((h) => gone.includes(h));
      expect(isZero(heads + key)).toBe(unread);
      expect(isZero(heads + keyHeads + key)).toBe(unread);
    }
  });
});

test('a file has the lines that stay and a bit for every line', () => {
  const { recipe, model } = made(gpt, half);
  expect(bytesOf(model, fused)).toBe((4 * 96 * 32) / 2 + (96 + 32) / 8);
  expect(bytesOf(model, outOf)).toBe((4 * 32 * 32) / 2 + (32 + 32) / 8);
  const read = decodeCompressed(encodeCompressed({ config: gpt.config, recipe, vocabulary, model }));
  expect(decodeModel(read.model)).toEqual(decodeModel(model));
});

test('one head always stays', () => {
  const { model } = made(gpt, [{ method: 'heads', share: 0.95 }]);
  expect(bytesOf(model, outOf)).toBe((4 * 32 * 32) / 4 + (32 + 32) / 8);
});

test.each([
  ['a model without attention', modelOf({ architecture: 'lstm' }), [{ method: 'heads' }]],
  ['one matrix of the two', gpt, [{ method: 'heads', only: 'h.0.attn.c_proj' }]],
  ['matrices that are products already', gpt, [{ method: 'svd', fraction: 0.5 }, { method: 'heads' }]],
] as const)('%s is refused, with the place', (_, model, passes) => {
  const { problems } = thrownBy(() => made(model, passes));
  expect(problems.map(({ path }) => path)).toEqual([`passes.${passes.length - 1}.method`]);
});
