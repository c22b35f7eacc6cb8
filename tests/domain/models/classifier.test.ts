/** Every architecture with a head of labels in the place of its own. */
import { describe, expect, it } from 'vitest';
import { modelSteps } from '../../../src/domain/limits/modelSteps.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { classifierOf, scoreTensor } from '../../../src/domain/models/classifier.ts';
import type { ModelDefinition } from '../../../src/domain/models/contract.ts';
import { parameterCount } from '../../../src/domain/models/contract.ts';
import { models } from '../../../src/domain/models/index.ts';
import { productsOf } from '../../../src/domain/models/products.ts';

const [vocabulary, labels, size, time] = [97, 5, 3, 8];
const architectures = Object.values<ModelDefinition>(models);

describe.each(architectures)('$id', (base) => {
  const settings = { ...defaultsOf(base.params), context: time };
  const model = classifierOf(base, { labels, pooling: 'mean' });
  const specs = model.tensors(settings, vocabulary);
  const score = specs.find(({ name }) => name === scoreTensor);

  it('has all tensors of the body, none of the head, and a matrix for the labels', () => {
    const [width = 0, columns] = score?.shape ?? [];
    expect(columns).toBe(labels);
    const head = base.headTensors?.(settings) ?? [];
    const before = base.tensors(settings, vocabulary);
    for (const name of head) expect(before.some((spec) => spec.name === name)).toBe(true);
    const own = before.filter(({ name }) => !head.includes(name));
    expect(specs.map(({ name }) => name)).toEqual([...own.map(({ name }) => name), scoreTensor]);
    expect(parameterCount(specs)).toBe(parameterCount(own) + width * labels);
  });

  it('makes logits of labels for each text, of the pooled states alone', () => {
    const steps = modelSteps(model, settings, vocabulary, size, time);
    expect(steps.slice(-2).map(({ op }) => op)).toEqual(['pool', 'linear']);
    expect(steps.at(-1)).toMatchObject({ weights: [{ name: scoreTensor }], outputs: labels });
    expect(steps.at(-1)?.flops).toBe(6 * size * (score?.shape[0] ?? 0) * labels);
    // Whatever is trained is read.
    const read = new Set(steps.flatMap((step) => step.weights.map(({ name }) => name)));
    expect([...read].toSorted()).toEqual(specs.map(({ name }) => name).toSorted());
  });

  it('costs what its steps cost', () => {
    const walked = modelSteps(model, settings, vocabulary, size, time).reduce((sum, { flops }) => sum + flops, 0);
    const told = model.trainingFlops(settings, vocabulary, size, time);
    // Without a head, adding up gradients of rows is counted, which is no product.
    expect(told).toBeCloseTo(base.headless ? walked + size * time * vocabulary : walked, 6);
    expect(told).toBeLessThan(base.trainingFlops(settings, vocabulary, size, time) + 6 * size * 512 * labels);
  });

  it('does not lead to the head of the vocabulary', () => {
    const names = productsOf(model, settings, vocabulary).map(({ name }) => name);
    expect(names.at(-1)).toBe(scoreTensor);
    for (const name of base.headTensors?.(settings) ?? []) expect(names).not.toContain(name);
  });
});

it('an untied head is left out, a tied table stays', () => {
  const settings = { ...defaultsOf(models.transformer.params), tiedHead: false };
  const names = classifierOf(models.transformer, { labels, pooling: 'last' })
    .tensors(settings, vocabulary)
    .map(({ name }) => name);
  expect(names).not.toContain('lm_head.weight');
  expect(names).toContain('transformer.wte.weight');
});

it('a width that happens to be the size of the vocabulary confuses nothing', () => {
  const settings = { ...defaultsOf(models.transformer.params), width: 32, context: 64 };
  const score = classifierOf(models.transformer, { labels, pooling: 'last' }).tensors(settings, 32).at(-1);
  expect(score?.shape).toEqual([32, labels]);
});

it('is Hugging Face’s classifier where it reads the last position of a GPT-2', () => {
  const config = (pooling: 'last' | 'mean', base: ModelDefinition = models.transformer) =>
    classifierOf(base, { labels, pooling }).exportConfig(defaultsOf(base.params), vocabulary);
  expect(config('last')).toMatchObject({ architectures: ['GPT2ForSequenceClassification'], model_type: 'gpt2' });
  expect(config('mean')).toMatchObject({ architectures: ['trimtab-classifier'], pooling: 'mean' });
  expect(config('last', models.lstm)).toMatchObject({ architectures: ['trimtab-classifier'], base_model_type: 'lstm' });
});
