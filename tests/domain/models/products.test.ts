/** Which norms can be folded into the matrices that read them. */
import { expect, test } from 'vitest';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import type { ModelDefinition } from '../../../src/domain/models/contract.ts';
import { models } from '../../../src/domain/models/index.ts';
import type { ModelOps } from '../../../src/domain/models/ops.ts';
import { productsOf } from '../../../src/domain/models/products.ts';

const gpt = { ...defaultsOf(models.transformer.params), layers: 1, heads: 2, width: 8, context: 4 };
const short = (name: string): string => name.replace('transformer.h.0.', '');

test('of a Transformer, those before the attention and before the feed-forward layer', () => {
  const normed = productsOf(models.transformer, gpt, 5).map(({ name, norm }) => [
    short(name),
    norm && [norm.gain, norm.bias].map((of) => of && short(of)),
    norm?.readers.map(short),
  ]);
  expect(normed).toEqual([
    ['attn.c_attn.weight', ['ln_1.weight', 'ln_1.bias'], ['attn.c_attn.weight']],
    ['attn.c_proj.weight', undefined, undefined],
    ['mlp.c_fc.weight', ['ln_2.weight', 'ln_2.bias'], ['mlp.c_fc.weight']],
    ['mlp.c_proj.weight', undefined, undefined],
    // The head is the table of tokens.
    ['transformer.wte.weight', undefined, undefined],
  ]);
});

test('behind the sums of a stream norms are the stream itself: nothing folds, and no block can be passed by', () => {
  for (const dropout of [0, 0.1]) {
    const products = productsOf(models.transformer, { ...gpt, dropout, normPlace: 'post' }, 5);
    expect(products.map(({ norm, residual }) => norm ?? residual ?? false)).toEqual(products.map(() => false));
    const usual = productsOf(models.transformer, { ...gpt, dropout }, 5);
    expect(usual.filter(({ residual }) => residual)).toHaveLength(2);
  }
});

test('norms of queries and keys leave heads and the norm before them as they are', () => {
  const plain = productsOf(models.transformer, gpt, 5);
  expect(productsOf(models.transformer, { ...gpt, queryKeyNorm: true, window: 2 }, 5)).toEqual(plain);
});

test('a head of its own is the last product', () => {
  const names = productsOf(models.transformer, { ...gpt, tiedHead: false }, 5).map(({ name }) => name);
  expect(names.at(-1)).toBe('lm_head.weight');
  expect(names).not.toContain('transformer.wte.weight');
});

test('a norm without bias has none', () => {
  const [first] = productsOf(models.transformer, { ...gpt, norm: 'rms' }, 5);
  expect(first?.norm).toMatchObject({ gain: 'transformer.h.0.ln_1.weight', bias: null });
});

test('matrices that read themselves over time are told', () => {
  const { lstm } = models;
  const products = productsOf(lstm, { ...defaultsOf(lstm.params), layers: 1 }, 5);
  expect(products.filter(({ recurrent }) => recurrent).length).toBe(2);
  expect(products.every(({ norm }) => norm === undefined)).toBe(true);
});

/** A forward pass that is only written for this. */
const normsIn = (forward: (ops: ModelOps<string>) => string): Readonly<Record<string, readonly string[] | null>> => {
  const model = { tensors: () => [], forward } as unknown as ModelDefinition;
  return Object.fromEntries(productsOf(model, {}, 1).map(({ name, norm }) => [name, norm?.readers ?? null]));
};

test.each<[string, (ops: ModelOps<string>) => string, Readonly<Record<string, readonly string[] | null>>]>([
  [
    'two matrices read one norm',
    (ops) => {
      const normed = ops.rmsNorm('', 'g', 1e-5);
      return ops.add(ops.linear(normed, 'a', null), ops.linear(normed, 'b', null));
    },
    { a: ['a', 'b'], b: ['a', 'b'] },
  ],
  [
    'a norm that is added to the stream as well',
    (ops) => {
      const normed = ops.rmsNorm('', 'g', 1e-5);
      return ops.linear(normed, 'a', null, normed);
    },
    { a: null },
  ],
  [
    'a norm of which a norm is taken',
    (ops) => ops.linear(ops.rmsNorm(ops.rmsNorm('', 'g', 1e-5), 'h', 1e-5), 'a', null),
    { a: ['a'] },
  ],
  [
    'a matrix that reads two norms',
    (ops) => {
      const [g, h] = [ops.rmsNorm('', 'g', 1e-5), ops.rmsNorm('', 'h', 1e-5)];
      return ops.add(ops.linear(g, 'a', null), ops.add(ops.linear(h, 'a', null), ops.linear(h, 'b', null)));
    },
    { a: null, b: null },
  ],
  [
    'a matrix that reads something else as well',
    (ops) => ops.add(ops.linear(ops.rmsNorm('', 'g', 1e-5), 'a', null), ops.linear('', 'a', null)),
    { a: null },
  ],
  [
    'a tied head beside a layer',
    (ops) => {
      const normed = ops.rmsNorm('', 'g', 1e-5);
      return ops.add(ops.project(normed, 'table'), ops.linear(normed, 'a', null));
    },
    { a: null, table: null },
  ],
])('%s', (_, forward, expected) => expect(normsIn(forward)).toEqual(expected));
