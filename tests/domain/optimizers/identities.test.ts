/** What must hold between optimizers, whatever the numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OptimizerDefinition } from '../../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../../src/domain/optimizers/index.ts';
import { settingsOf, walk } from './trajectory.ts';

const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 });
const gradientList = fc.array(values, { minLength: 1, maxLength: 12 });
const beta = fc.double({ min: 0, max: 0.999, noNaN: true });

const run = (
  optimizer: OptimizerDefinition,
  changed: Readonly<Record<string, number>>,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
  decays = true,
): number[][] => walk({ optimizer, settings: settingsOf(optimizer, changed), start, decays: () => decays }, gradients);

describe('identities', () => {
  it('AdamW without decay is Adam', () => {
    fc.assert(
      fc.property(values, gradientList, beta, beta, (start, gradients, beta1, beta2) => {
        const settings = { beta1, beta2, weightDecay: 0 };
        expect(run(optimizers.adamw, settings, start, gradients)).toEqual(
          run(optimizers.adam, settings, start, gradients),
        );
      }),
    );
  });

  it('momentum of nothing is SGD, Nesterov’s too', () => {
    fc.assert(
      fc.property(values, gradientList, (start, gradients) => {
        const settings = { learningRate: 0.1, momentum: 0, weightDecay: 0.1 };
        const plain = run(optimizers.sgd, settings, start, gradients);
        expect(run(optimizers.momentum, settings, start, gradients)).toEqual(plain);
        expect(run(optimizers.nesterov, settings, start, gradients)).toEqual(plain);
      }),
    );
  });

  it('RMSprop that forgets at once, and Adam likewise, step by the sign of the gradient', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.boolean(), (size, negative) => {
        const gradient = negative ? -size : size;
        const learningRate = 0.25;
        const steps: readonly (readonly [OptimizerDefinition, Readonly<Record<string, number>>])[] = [
          [optimizers.rmsprop, { alpha: 0 }],
          [optimizers.adam, { beta1: 0, beta2: 0 }],
          [optimizers.lion, { beta1: 0 }],
        ];
        for (const [optimizer, settings] of steps) {
          const [after] = run(optimizer, { learningRate, ...settings }, [0], [[gradient]]);
          expect(after?.[0], optimizer.id).toBeCloseTo(-learningRate * Math.sign(gradient), 5);
        }
      }),
    );
  });

  it('Adagrad’s steps under a constant gradient fall like 1/√t', () => {
    const path = run(
      optimizers.adagrad,
      { learningRate: 1 },
      [0],
      Array.from({ length: 100 }, () => [2]),
    ).flat();
    for (const t of [2, 10, 100]) expect((path[t - 2] ?? NaN) - (path[t - 1] ?? NaN)).toBeCloseTo(1 / Math.sqrt(t), 8);
  });

  it('decay leaves tensors alone that do not decay', () => {
    fc.assert(
      fc.property(
        values,
        gradientList,
        fc.constantFrom(...Object.values(optimizers)),
        (start, gradients, optimizer) => {
          const decayed = run(optimizer, { weightDecay: 0.3 }, start, gradients, false);
          expect(decayed).toEqual(run(optimizer, { weightDecay: 0 }, start, gradients, true));
        },
      ),
    );
  });

  it('without momentum, L2 in the gradient and decoupled decay are the same for SGD, and not for Adam', () => {
    const start = [1, -2, 3];
    const gradients = [
      [0.1, -0.2, 0.3],
      [0.3, 0.1, -0.5],
    ];
    const [eta, lambda] = [0.1, 0.2];
    let decoupled = start;
    for (const gradient of gradients)
      decoupled = decoupled.map((value, i) => (1 - eta * lambda) * value - eta * (gradient[i] ?? NaN));
    const l2 = run(optimizers.sgd, { learningRate: eta, weightDecay: lambda }, start, gradients).at(-1) ?? [];
    for (const [i, value] of decoupled.entries()) expect(l2[i]).toBeCloseTo(value, 12);

    const settings = { learningRate: eta, weightDecay: lambda };
    const gap =
      (run(optimizers.adam, settings, start, gradients).at(-1)?.[1] ?? 0) -
      (run(optimizers.adamw, settings, start, gradients).at(-1)?.[1] ?? 0);
    expect(Math.abs(gap)).toBeGreaterThan(0.01);
  });

  it('the first step of Adam has length η wherever the gradient is far above epsilon', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 100, noNaN: true }), beta, beta, (gradient, beta1, beta2) => {
        const [after] = run(optimizers.adam, { learningRate: 0.01, beta1, beta2 }, [0], [[gradient]]);
        expect(after?.[0]).toBeCloseTo(-0.01, 7);
      }),
    );
  });

  it('momentum reaches the terminal velocity g/(1 − μ)', () => {
    const gradients = Array.from({ length: 400 }, () => [1]);
    const path = run(optimizers.sgd, { learningRate: 0.1, momentum: 0.9 }, [0], gradients).flat();
    expect((path.at(-2) ?? NaN) - (path.at(-1) ?? NaN)).toBeCloseTo(0.1 / (1 - 0.9), 10);
  });
});
