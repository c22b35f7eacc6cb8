/** The steps of every architecture together are the whole model: its weights, its operations, its bytes. */
import { expect, test } from 'vitest';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { modelSteps } from '../../../src/domain/limits/modelSteps.ts';
import { passBytes } from '../../../src/domain/limits/traffic.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { parameterCount, type ModelDefinition } from '../../../src/domain/models/contract.ts';
import { models } from '../../../src/domain/models/index.ts';
import { shapes, withShape } from '../../../src/domain/shapes/index.ts';

const [V, size, time] = [61, 3, 16];

const subjects = [
  ...Object.values(models).map((model: ModelDefinition) => [model.id, model, defaultsOf(model.params)] as const),
  ...shapes.map((shape) => {
    const { definition, settings } = resolve(withShape(defaultConfig, shape)).model;
    return [shape.id, definition, settings] as const;
  }),
];

test.each(subjects)('%s: sums', (_, model, settings) => {
  const steps = modelSteps(model, settings, V, size, time);
  const sum = (of: 'parameters' | 'flops' | 'bytes'): number => steps.reduce((total, step) => total + step[of], 0);
  expect(sum('parameters')).toBe(parameterCount(model.tensors(settings, V)));
  // A table of logits is looked up, and its definition counts the sums of gradients; here products alone count.
  const products = model.id === 'bigram' ? 0 : model.trainingFlops(settings, V, size, time);
  expect(Math.abs(sum('flops') - products)).toBeLessThanOrEqual(1e-9 * products);
  // All but the loss, which reads the logits and writes their gradient.
  const [logits, rows] = [size * time * V, size * time];
  expect(passBytes(model, settings, V, size, time) - sum('bytes')).toBe(4 * (3 * logits + 2 * rows + 4 * rows));
});

test('of a Transformer in their order, with the layers that they belong to', () => {
  const { transformer } = models;
  const steps = modelSteps(
    transformer,
    { ...defaultsOf(transformer.params), layers: 1, queryKeyNorm: true },
    V,
    size,
    time,
  );
  expect(steps.map(({ op, layer, joins }) => [op, layer, joins])).toEqual([
    ['embedding', null, false],
    ['addPositions', null, false],
    ['dropout', null, false],
    ['layerNorm', 0, false],
    ['linear', 0, false],
    ['headNorm', 0, false],
    ['attention', 0, false],
    ['linear', 0, true],
    ['layerNorm', 0, false],
    ['feedForward', 0, true],
    ['layerNorm', null, false],
    ['project', null, false],
  ]);
  // The head multiplies with the table that was counted where tokens are looked up.
  expect(steps.at(-1)).toMatchObject({ parameters: 0, outputs: V, weights: [{ name: 'transformer.wte.weight' }] });
});
