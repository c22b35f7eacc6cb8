/** Work of a step by what its mask shows: counted over batches, told by the model, and walked through. */
import { expect, it } from 'vitest';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { objectiveData } from '../../../src/domain/data/objectiveData.ts';
import { createTextSource } from '../../../src/domain/data/textSource.ts';
import { streamPieces } from '../../../src/domain/data/labelled/streams.ts';
import { modelSteps } from '../../../src/domain/limits/modelSteps.ts';
import { classifierOf } from '../../../src/domain/models/classifier.ts';
import type { ModelDefinition } from '../../../src/domain/models/contract.ts';
import { models } from '../../../src/domain/models/index.ts';
import { character } from '../../../src/domain/tokenizers/character.ts';

const text = 'pack my box with five dozen liquor jugs. '.repeat(60);
const tokenizer = character.build(text, {});
const ids = tokenizer.encode(text).ids;
const label = { en: 'a', zh: 'a' };
const stream = { label, train: ids, validation: ids };
const plain = { ...createTextSource(tokenizer, text, text), labelled: () => streamPieces([stream, stream]) };
const [time, size] = [64, 4];

it.each([
  ['next-token', {}],
  ['prefix-lm', { longestPrefix: 0.75 }],
  ['masked-lm', {}],
  ['classification', { pooling: 'mean' }],
  ['classification', { pooling: 'mean', shortest: 1 }],
  ['classification', { pooling: 'last' }],
])('%s %j', (method, settings) => {
  const { config, problems } = validate({
    data: { corpus: 'own-text' },
    model: { architecture: 'transformer', layers: 2, width: 16, heads: 2, context: time },
    objective: { method, ...settings },
  });
  expect(problems).toEqual([]);
  const data = objectiveData(config, plain);
  const { definition, settings: own } = resolve(config).model;
  const vocabulary = data.tokenizer.size;
  const told = definition.trainingFlops(own, vocabulary, size, time);
  const walked = modelSteps(definition, own, vocabulary, size, time).reduce((sum, { flops }) => sum + flops, 0);
  expect(told / walked).toBeCloseTo(1, 10);
  // What attention adds, pair by pair, over many batches.
  const { prefix } = data.batch(1, 0, size, time);
  const steps = prefix === undefined ? 1 : 800;
  const squares = Array.from({ length: steps }, (_, step) => (data.batch(1, step, 1, time).prefix ?? 0) ** 2);
  const mean = squares.reduce((sum, square) => sum + square, 0) / steps;
  const base: ModelDefinition =
    method === 'classification' ? classifierOf(models.transformer, { labels: 2, pooling: 'mean' }) : models.transformer;
  const ahead = told - base.trainingFlops(own, vocabulary, size, time);
  const expected = 14 * size * 16 * 2 * (mean / 2);
  expect(ahead).toBeGreaterThanOrEqual(0.94 * expected);
  expect(ahead).toBeLessThanOrEqual(1.06 * expected);
});
