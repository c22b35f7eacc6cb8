/** Optimizers against torch.optim in double precision: published three-step results and our own golden trajectories. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lookup } from '../../../src/domain/config/lookup.ts';
import type { OptimizerDefinition } from '../../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../../src/domain/optimizers/index.ts';
import { settingsOf, walk } from './trajectory.ts';

const find = (id: string): OptimizerDefinition => {
  const found = lookup<OptimizerDefinition>(optimizers, id);
  if (found === undefined) throw new Error(`no optimizer ${id}`);
  return found;
};

const start = [1, -2, 3];
const gradients = [
  [0.1, -0.2, 0.3],
  [0.3, 0.1, -0.5],
  [-0.2, 0.4, 0.1],
];

/** torch 1.13.1, weights after three updates. */
const afterThree: readonly (readonly [string, string, Readonly<Record<string, number>>, readonly number[]])[] = [
  ['SGD', 'sgd', { learningRate: 0.1 }, [0.98, -2.03, 3.01]],
  ['SGD with momentum', 'sgd', { learningRate: 0.1, momentum: 0.9 }, [0.9359, -2.0048, 3.0037]],
  ['SGD with L2', 'sgd', { learningRate: 0.1, weightDecay: 0.01 }, [0.977052989, -2.024035978, 3.001018967]],
  ['momentum', 'momentum', { learningRate: 0.1, momentum: 0.9 }, [0.9359, -2.0048, 3.0037]],
  ['Nesterov', 'nesterov', { learningRate: 0.1, momentum: 0.9 }, [0.92231, -2.03432, 3.01333]],
  ['Adagrad', 'adagrad', { learningRate: 0.1 }, [0.858583919, -2.032008516, 2.968846207]],
  ['RMSprop', 'rmsprop', { learningRate: 0.01 }, [0.858747608, -2.032375303, 2.968855368]],
  ['Adadelta', 'adadelta', { learningRate: 1 }, [0.995969687, -2.003229241, 2.999671926]],
  ['Lion', 'lion', { learningRate: 0.01, weightDecay: 0.1 }, [0.987032989, -2.004015988, 2.981018987]],
  ['Adam', 'adam', { learningRate: 0.1 }, [0.782431523, -1.91909948, 2.940917]],
  ['Adam with L2', 'adam', { learningRate: 0.1, weightDecay: 0.1 }, [0.747881393, -1.792570306, 2.802639277]],
  ['AdamW', 'adamw', { learningRate: 0.1, weightDecay: 0.1 }, [0.755638304, -1.861953817, 2.853510439]],
];

describe('three updates as torch makes them', () => {
  it.each(afterThree)('%s', (_name, id, changed, expected) => {
    const optimizer = find(id);
    const last =
      walk({ optimizer, settings: settingsOf(optimizer, changed), start, decays: () => true }, gradients).at(-1) ?? [];
    for (const [i, value] of expected.entries()) expect(Math.abs((last[i] ?? NaN) - value)).toBeLessThan(1e-8);
  });
});

interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Golden {
  readonly matrix: GoldenTensor;
  readonly vector: GoldenTensor;
  readonly factors: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly cases: readonly {
    readonly method: string;
    readonly settings: Readonly<Record<string, number | string | boolean>>;
    readonly weights: readonly (readonly number[])[];
  }[];
}

const golden = JSON.parse(readFileSync(new URL('../../goldens/optimizers.json', import.meta.url), 'utf8')) as Golden;

describe('twenty updates with a changing learning rate and two parameter groups', () => {
  it.each(golden.cases.map((one) => [`${one.method} ${JSON.stringify(one.settings)}`, one] as const))(
    '%s',
    (_name, one) => {
      const optimizer = find(one.method);
      const steps = walk(
        {
          optimizer,
          settings: settingsOf(optimizer, one.settings),
          start: [...golden.matrix.data, ...golden.vector.data].map(Math.fround),
          shapes: [golden.matrix.shape, golden.vector.shape],
          decays: (i) => i < golden.matrix.data.length,
          factor: (step) => golden.factors[step] ?? NaN,
        },
        golden.gradients.map((gradient) => gradient.map(Math.fround)),
      );
      expect(steps).toHaveLength(one.weights.length);
      for (const [step, weights] of one.weights.entries()) {
        for (const [i, value] of weights.entries())
          expect(Math.abs((steps[step]?.[i] ?? NaN) - value), `step ${step}`).toBeLessThan(1e-10);
      }
    },
  );

  it('covers every optimizer', () => {
    expect(new Set(golden.cases.map(({ method }) => method))).toEqual(new Set(Object.keys(optimizers)));
  });
});
