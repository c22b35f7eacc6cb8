/** Stacks of recurrent and attentive blocks: what a decoder remembers beyond its context, and what settings come to. */
import { expect, test } from 'vitest';
import { validate } from '../../../src/domain/config/validate.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { parameterCount } from '../../../src/domain/models/contract.ts';
import { hybrid } from '../../../src/domain/models/hybrid/definition.ts';
import { initialWeights } from '../../../src/domain/models/initialize.ts';
import { minGru } from '../../../src/domain/models/min-gru/definition.ts';
import { decodingOf } from '../../../src/domain/models/decoders.ts';

const vocabulary = 11;
const defaults = defaultsOf(hybrid.params);
const small = { ...defaults, layers: 1, width: 16, heads: 2, context: 8, attentionEvery: 1 };
const tokens = Array.from({ length: 21 }, (_, i) => (7 * i * i + 3) % vocabulary);

const read = (settings: typeof small, ids: readonly number[]): readonly number[] => {
  const decoder = decodingOf(hybrid).decoder(
    settings,
    vocabulary,
    initialWeights(hybrid.tensors(settings, vocabulary), 5),
  );
  return ids.map((id) => [...decoder.step(id)]).at(-1) ?? [];
};

test('attention looks back at the last T tokens, wherever the ring of its cache begins', () => {
  const all = read(small, tokens);
  const last = read(small, tokens.slice(-8));
  all.forEach((logit, i) => expect(logit).toBeCloseTo(last[i] ?? NaN, 6));
  expect(all).not.toEqual(read(small, tokens.slice(-7)));
});

test('a recurrence remembers what is older than the context', () => {
  const recurrent = { ...small, attentionEvery: 2 };
  const [first = 0] = tokens;
  const changed = [(first + 1) % vocabulary, ...tokens.slice(1, 10)];
  expect(read(recurrent, tokens.slice(0, 10))).not.toEqual(read(recurrent, changed));
  expect(read(small, tokens.slice(0, 10))).toEqual(read(small, changed));
});

test('what was read is forgotten on demand', () => {
  const decoder = decodingOf(hybrid).decoder(
    { ...small, layers: 2, attentionEvery: 2 },
    vocabulary,
    initialWeights(hybrid.tensors({ ...small, layers: 2, attentionEvery: 2 }, vocabulary), 5),
  );
  const once = tokens.map((id) => [...decoder.step(id)]);
  decoder.reset();
  expect(tokens.map((id) => [...decoder.step(id)])).toEqual(once);
});

test('without attention it is minGRU', () => {
  const { layers, width, context, dropout, embeddingDropoutForm, embeddingDropout, depthDrop } = {
    ...defaults,
    layers: 3,
    width: 32,
  };
  const none = { ...defaults, layers, width, attentionEvery: 25 };
  const plain = { layers, width, context, dropout, embeddingDropoutForm, embeddingDropout, depthDrop };
  expect(hybrid.tensors(none, vocabulary)).toEqual(minGru.tensors(plain, vocabulary));
  expect(hybrid.trainingFlops(none, vocabulary, 2, 8)).toBe(minGru.trainingFlops(plain, vocabulary, 2, 8));
  expect(hybrid.activationBytes(none, vocabulary, 2, 8)).toBe(minGru.activationBytes(plain, vocabulary, 2, 8));
});

test('a block of attention has 2D² + 2D weights more than one of minGRU', () => {
  const count = (attentionEvery: number): number =>
    parameterCount(hybrid.tensors({ ...defaults, layers: 4, width: 32, attentionEvery }, vocabulary));
  expect(count(2) - count(25)).toBe(2 * (2 * 32 * 32 + 2 * 32));
});

test('a width that does not divide into the heads is told with the nearest that does', () => {
  const { problems } = validate({ model: { architecture: 'hybrid', width: 24, heads: 5 } });
  expect(problems).toMatchObject([{ path: 'model.heads', nearest: 4 }]);
});
