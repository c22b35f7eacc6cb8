/** What restrains an optimizer, by what must hold of it: closed forms, identities, and the same on a tensor with a matrix stage. */
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { models } from '../../../src/domain/models/index.ts';
import type { ModelDefinition } from '../../../src/domain/models/contract.ts';
import type { OptimizerDefinition } from '../../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../../src/domain/optimizers/index.ts';
import { regularizationParams, type RegularizationSettings } from '../../../src/domain/regularization/params.ts';
import { averageState, decayGroups, regularize } from '../../../src/domain/regularization/regularize.ts';
import { advance, settingsOf, tensorOf, walk } from '../optimizers/trajectory.ts';

const off = defaultsOf(regularizationParams);
const start = [0.5, -0.25, 1e-4, 0];
const gradients = [
  [0.1, -0.2, 0, 0],
  [0.3, 0.1, 0, 0],
  [-5, 0.4, 0, 0],
];

const path = (
  optimizer: OptimizerDefinition,
  restraints: Partial<RegularizationSettings>,
  changed: Readonly<Record<string, number>> = {},
  decays = true,
): number[][] =>
  walk(
    {
      optimizer: regularize(optimizer, { ...off, ...restraints }),
      settings: settingsOf(optimizer, changed),
      start,
      decays: () => decays,
    },
    gradients,
  );

it('changes nothing, not even the definition, where nothing is asked for', () => {
  for (const optimizer of Object.values(optimizers)) expect(regularize(optimizer, off)).toBe(optimizer);
});

it('L2 is the weight decay of SGD and Adam, and not AdamW’s', () => {
  for (const optimizer of [optimizers.sgd, optimizers.adam]) {
    const decayed = path(optimizer, {}, { weightDecay: 0.2 });
    for (const [step, values] of path(optimizer, { l2: 0.2 }, { weightDecay: 0 }).entries())
      for (const [i, value] of values.entries()) expect(value).toBeCloseTo(decayed[step]?.[i] ?? NaN, 12);
  }
  const [penalised, shrunk] = [
    path(optimizers.adamw, { l2: 0.2 }, { weightDecay: 0 }),
    path(optimizers.adamw, {}, { weightDecay: 0.2 }),
  ];
  expect(penalised.at(-1)?.[1]).not.toBeCloseTo(shrunk.at(-1)?.[1] ?? NaN, 5);
});

describe('L1', () => {
  const quiet = Array.from({ length: 50 }, () => [0, 0, 0, 0]);
  const under = (l1Form: 'proximal' | 'subgradient'): number[] => {
    const optimizer = regularize(optimizers.sgd, { ...off, l1: 0.03, l1Form });
    const settings = settingsOf(optimizers.sgd, { learningRate: 0.1 });
    return walk({ optimizer, settings, start: [0.5, -0.1005, 1e-3, 0], decays: () => true }, quiet).at(-1) ?? [];
  };

  it('proximal: each weight moves by ηλ towards zero and stops there', () => {
    const [large = NaN, ...small] = under('proximal');
    expect(large).toBeCloseTo(0.5 - 50 * 0.003, 12);
    expect(small).toEqual([0, 0, 0].map(() => expect.closeTo(0, 15)));
    expect(small.filter((value) => value === 0)).toHaveLength(3);
  });

  it('subgradient: as far, but small weights hover about zero without reaching it', () => {
    const [large = NaN, ...small] = under('subgradient');
    expect(large).toBeCloseTo(0.5 - 50 * 0.003, 12);
    for (const value of small.slice(0, 2)) {
      expect(value).not.toBe(0);
      expect(Math.abs(value)).toBeLessThanOrEqual(0.003);
    }
  });

  it('leaves alone what does not decay', () => {
    for (const l1Form of ['proximal', 'subgradient'] as const)
      expect(path(optimizers.sgd, { l1: 0.1, l2: 0.1, l1Form }, {}, false)).toEqual(
        path(optimizers.sgd, {}, {}, false),
      );
  });
});

it('clips every gradient to ±k', () => {
  const clipped = path(optimizers.sgd, { clipValue: 0.15 }, { learningRate: 1 });
  expect(clipped.at(-1)?.[0]).toBeCloseTo(0.5 - 0.1 - 0.15 + 0.15, 12);
  expect(clipped.at(-1)?.[1]).toBeCloseTo(-0.25 + 0.15 - 0.1 - 0.15, 12);
});

describe('average of the weights', () => {
  const optimizer = regularize(optimizers.sgd, { ...off, averageDecay: 0.999 });
  const settings = settingsOf(optimizers.sgd, { learningRate: 1 });
  const averages = (values: readonly number[], ofSteps: readonly (readonly number[])[]): number[][] => {
    let tensor = tensorOf(optimizer, values);
    return ofSteps.map((gradient, step) => {
      tensor = advance(tensor, gradient, { optimizer, settings, rate: 1, step: step + 1 });
      return [...(tensor.state[averageState] ?? [])];
    });
  };

  it('is what is evaluated, and stays where the weights stay', () => {
    expect(optimizer.evaluated).toBe(averageState);
    expect(
      averages(start, [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ]).at(-1),
    ).toEqual(start);
  });

  it('follows d = min(d, (1 + t)/(10 + t))', () => {
    const [first, second] = averages([0], [[-1], [-1]]);
    expect(first?.[0]).toBeCloseTo(9 / 11, 12);
    expect(second?.[0]).toBeCloseTo((3 / 12) * (9 / 11) + (9 / 12) * 2, 12);
  });

  it('of the schedule-free method averages what that evaluates', () => {
    const both = regularize(optimizers['schedule-free-adamw'], { ...off, averageDecay: 0.9 });
    const options = {
      optimizer: both,
      settings: settingsOf(optimizers['schedule-free-adamw'], {}),
      rate: 0.1,
      step: 1,
    };
    const tensor = advance(tensorOf(both, [1]), [1], options);
    const share = 9 / 11;
    expect(tensor.state[averageState]?.[0]).toBeCloseTo(1 + share * ((tensor.state['average']?.[0] ?? NaN) - 1), 12);
  });
});

it('a matrix stage sees the restrained gradient: Muon turns the penalty, too', () => {
  const shapes = [[2, 2]];
  const step = (optimizer: OptimizerDefinition, gradient: readonly number[]): number[] =>
    walk({ optimizer, settings: settingsOf(optimizers.muon, { weightDecay: 0 }), start, decays: () => true, shapes }, [
      gradient,
    ]).at(-1) ?? [];
  const gradient = [0.1, -0.2, 0.3, 0.05];
  const penalised = step(regularize(optimizers.muon, { ...off, l2: 0.4 }), gradient);
  const byHand = step(
    optimizers.muon,
    gradient.map((g, i) => g + 0.4 * (start[i] ?? NaN)),
  );
  for (const [i, value] of penalised.entries()) expect(value).toBeCloseTo(byHand[i] ?? NaN, 12);
  expect(penalised).not.toEqual(step(optimizers.muon, gradient));
});

describe.each(Object.values(models).map((model: ModelDefinition) => [model.id, model] as const))('%s', (_id, model) => {
  const vocabulary = 61;
  const specs = model.tensors(defaultsOf(model.params), vocabulary);

  it('says of every matrix with a side for the vocabulary that it is an outer one', () => {
    const ofVocabulary = specs.filter(({ shape }) => shape.length === 2 && shape.includes(vocabulary));
    expect(ofVocabulary.length).toBeGreaterThan(0);
    for (const { name, outer } of ofVocabulary) expect(outer, name).toBe(true);
    // The bigram is nothing but a table.
    expect(specs.some(({ shape, outer }) => shape.length === 2 && outer !== true)).toBe(model.id !== 'bigram');
  });

  it('keeps decay from outer tensors on demand', () => {
    expect(decayGroups(specs, off)).toBe(specs);
    for (const { decay, outer, shape } of decayGroups(specs, { ...off, decayEmbeddings: 'without' }))
      expect(decay).toBe(shape.length === 2 && outer !== true);
  });
});
