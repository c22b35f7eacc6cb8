/** What an architecture says that its head reads, held against what its forward pass hands to the last product. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { defaultsOf, type ParamSpecs, type Settings } from '../../../src/domain/core/params.ts';
import { counting, shape, type Shape } from '../../../src/domain/limits/traffic.ts';
import { trainedTensors } from '../../../src/domain/losses/terms/active.ts';
import { classifierOf } from '../../../src/domain/models/classifier.ts';
import type { ModelDefinition } from '../../../src/domain/models/contract.ts';
import { models } from '../../../src/domain/models/index.ts';

const [size, time] = [2, 8];

/** The input of the product that makes logits; the logits themselves where there is none. */
function read(model: ModelDefinition, settings: Settings<ParamSpecs>, vocabulary: number): number {
  const { ops } = counting();
  const inputs = new Map<Shape, Shape>();
  const from = (output: Shape, x: Shape): Shape => {
    inputs.set(output, x);
    return output;
  };
  const weights = Object.fromEntries(
    model.tensors(settings, vocabulary).map((spec) => [spec.name, shape(...spec.shape)]),
  );
  const logits = model.forward<Shape>(
    {
      ...ops,
      linear: (x, ...more) => from(ops.linear(x, ...more), x),
      project: (x, table) => from(ops.project(x, table), x),
    },
    weights,
    { inputs: shape(size * time), size, time },
    settings,
  );
  return (inputs.get(logits) ?? logits).sides[1] ?? 0;
}

/** Every architecture with a width, a context and a vocabulary that may be one number. */
const cases = Object.values<ModelDefinition>(models).flatMap((model) =>
  [{}, { tiedHead: false }, { positions: 'rope' }, { hidden: 16 }].flatMap((more) => {
    const known = Object.entries({ width: 32, context: 16, ...more }).filter(([key]) => key in model.params);
    const settings = { ...defaultsOf(model.params), ...Object.fromEntries(known) };
    return [7, 16, 32, 64, 96].map((vocabulary) => [model.id, more, vocabulary, model, settings] as const);
  }),
);

describe.each(cases)('%s with %o and a vocabulary of %i', (_id, _more, vocabulary, model, settings) => {
  it('says how wide the states are that its head reads', () => {
    expect(model.headWidth(settings, vocabulary)).toBe(read(model, settings, vocabulary));
    const labelled = classifierOf(model, { labels: 5, pooling: 'mean' });
    expect(labelled.headWidth(settings, vocabulary)).toBe(read(labelled, settings, vocabulary));
  });
});

it('a further token gets a square matrix where the vocabulary is as large as the width', () => {
  const { terms } = setValue(defaultConfig, 'terms.multiToken', 0.3);
  const { model } = resolve(setValue(setValue(defaultConfig, 'model.width', 32), 'model.context', 64));
  const added = trainedTensors(model, terms, 32).at(-1);
  expect(added).toMatchObject({ name: 'multi-token.1.weight', shape: [32, 32] });
});
