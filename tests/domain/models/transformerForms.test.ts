/** Post-norm, QK-norm, sinusoids, windows and a head of its own: tensors, figures, exported words, and reading past the context. */
import { describe, expect, test } from 'vitest';
import { sinusoid } from '../../../src/domain/core/positions.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { attentionPairs } from '../../../src/domain/models/attentionPairs.ts';
import { parameterCount } from '../../../src/domain/models/contract.ts';
import { decodingOf } from '../../../src/domain/models/decoders.ts';
import { initialWeights } from '../../../src/domain/models/initialize.ts';
import { transformer, type TransformerSettings } from '../../../src/domain/models/transformer/definition.ts';
import { relativeError } from '../../kernels/numbers.ts';

const V = 65;
const settings = (changed: Partial<TransformerSettings>): TransformerSettings => ({
  ...defaultsOf(transformer.params),
  ...changed,
});
const usual = settings({});
const { layers, heads, width, context } = usual;
const count = (of: TransformerSettings): number => parameterCount(transformer.tensors(of, V));
const names = (of: TransformerSettings): string[] => transformer.tensors(of, V).map(({ name }) => name);
const flops = (of: TransformerSettings, time = 32): number => transformer.trainingFlops(of, V, 2, time);
const bytes = (of: TransformerSettings): number => transformer.activationBytes(of, V, 2, 8);

test('each form has exactly the weights that it says', () => {
  expect(count(settings({ normPlace: 'post' })) - count(usual)).toBe(-2 * width);
  expect(names(settings({ normPlace: 'post' }))).not.toContain('transformer.ln_f.weight');
  expect(count(settings({ queryKeyNorm: true })) - count(usual)).toBe((layers * 2 * width) / heads);
  expect(names(settings({ queryKeyNorm: true }))).toContain('transformer.h.1.attn.k_norm.weight');
  expect(count(settings({ tiedHead: false })) - count(usual)).toBe(V * width);
  expect(names(settings({ tiedHead: false })).at(-1)).toBe('lm_head.weight');
  expect(count(settings({ positions: 'sinusoidal' })) - count(usual)).toBe(-context * width);
  expect(names(settings({ window: 8 }))).toEqual(names(usual));
});

test('no weight of a norm decays, and a head of its own does', () => {
  const specs = transformer.tensors(settings({ queryKeyNorm: true, tiedHead: false }), V);
  expect(specs.filter(({ name, decay }) => name.includes('_norm') && decay)).toEqual([]);
  expect(specs.at(-1)).toMatchObject({ decay: true, outer: true });
});

test('a window saves the products of what it hides, and of nothing else', () => {
  // Of 32 × 32 / 2 pairs, 8 × 32 − 8² / 2 are left.
  expect(attentionPairs(32, 0)).toBe(512);
  expect(attentionPairs(32, 8)).toBe(224);
  // All of T×T, and of the band on both sides; none of it for one token.
  expect(attentionPairs(32, 0, 32)).toBe(1024);
  expect(attentionPairs(32, 8, 32)).toBe(448);
  expect(attentionPairs(32, 0, 16)).toBe(512 + 128);
  expect(flops(usual) - flops(settings({ window: 8 }))).toBe(14 * 2 * (512 - 224) * width * layers);
  for (const window of [32, 50]) expect(flops(settings({ window }))).toBe(flops(usual));
  expect(flops(settings({ tiedHead: false, normPlace: 'post', queryKeyNorm: true }))).toBe(flops(usual));
});

test('what is kept for the way back', () => {
  const rows = 4 * 2 * 8;
  expect(bytes(settings({ queryKeyNorm: true })) - bytes(usual)).toBe(rows * layers * (3 * width + 2 * heads));
  expect(bytes(settings({ normPlace: 'post' })) - bytes(usual)).toBe(-rows * width);
  expect(bytes(settings({ positions: 'sinusoidal' }))).toBe(bytes(usual));
});

test.each([{ normPlace: 'post' }, { queryKeyNorm: true }, { window: 8 }, { positions: 'sinusoidal' }] as const)(
  'with %o it is no GPT-2, and does not say so',
  (changed) => {
    expect(transformer.exportConfig(settings(changed), V)).toMatchObject({ architectures: ['trimtab-transformer'] });
  },
);

test('a GPT-2 whose head is its own is one, and says so', () => {
  expect(transformer.exportConfig(settings({ tiedHead: false }), V)).toMatchObject({
    architectures: ['GPT2LMHeadModel'],
    tie_word_embeddings: false,
  });
});

test('waves are those of the paper, and turn together: a shift is the same rotation everywhere', () => {
  const D = 6;
  expect([0, 1, 2, 3].map((d) => sinusoid(0, d, D))).toEqual([0, 1, 0, 1]);
  expect(sinusoid(3, 0, D)).toBeCloseTo(Math.sin(3), 12);
  expect(sinusoid(3, 5, D)).toBeCloseTo(Math.cos(3 / 10000 ** (4 / 6)), 12);
  const product = (a: number, b: number): number =>
    [0, 1, 2, 3, 4, 5].reduce((sum, d) => sum + sinusoid(a, d, D) * sinusoid(b, d, D), 0);
  expect(product(2, 7)).toBeCloseTo(product(40, 45), 12);
});

describe('the decoder', () => {
  const form = { layers: 2, heads: 2, width: 16, context: 8 } as const;
  const tokens = Array.from({ length: 21 }, (_, i) => (7 * i * i + 3) % V);
  const decoderOf = (changed: Partial<TransformerSettings>) => {
    const of = settings({ ...form, ...changed });
    const weights = initialWeights(transformer.tensors(of, V), 5);
    const grown = Object.fromEntries(Object.entries(weights).map(([name, w]) => [name, w.map((value) => 4 * value)]));
    return decodingOf(transformer).decoder(of, V, grown);
  };

  test.each<Partial<TransformerSettings>>([
    { window: 3, positions: 'alibi' },
    { window: 3, positions: 'sinusoidal', normPlace: 'post' },
    { window: 20, positions: 'rope', queryKeyNorm: true },
  ])('past the context, with %o, reads what a new one reads of the same tokens', (changed) => {
    const [long, short] = [decoderOf(changed), decoderOf(changed)];
    const all = tokens.map((token) => Float32Array.from(long.step(token)));
    // At every full context the second half is read again: since token 20, those from 16 on.
    const again = tokens.slice(16).map((token) => Float32Array.from(short.step(token)));
    expect(all.at(-1)).toEqual(again.at(-1));
  });

  test('a window of one token reads no other', () => {
    const [decoder, other] = [decoderOf({ window: 1, positions: 'none' }), decoderOf({ window: 1, positions: 'none' })];
    for (const token of [3, 9, 4]) decoder.step(token);
    expect(decoder.step(7)).toEqual(other.step(7));
  });

  test('keeps no more than the window, and gives with one as long as the context what it gives without', () => {
    const [plain, near, whole] = [decoderOf({}), decoderOf({ window: 3 }), decoderOf({ window: 8 })];
    expect(near.cacheBytes / plain.cacheBytes).toBe(3 / 8);
    for (const token of tokens) expect(whole.step(token)).toEqual(plain.step(token));
    const differs = tokens
      .slice(0, 8)
      .map((token) => relativeError(near.step(token), Float64Array.from(plain.step(token))));
    expect(Math.max(...differs)).toBeGreaterThan(1e-3);
  });
});
