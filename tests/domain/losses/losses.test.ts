/** Weights of classes against published ones, and which losses are plain cross-entropy under another name. */
import { describe, expect, it } from 'vitest';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { balancedWeights } from '../../../src/domain/losses/balance.ts';
import { differsFromValidation, plainTerms, type LossDefinition } from '../../../src/domain/losses/contract.ts';
import { losses } from '../../../src/domain/losses/index.ts';

describe('weights by rarity', () => {
  it("are scikit-learn's balanced ones at power 1", () => {
    // compute_class_weight('balanced', classes=[0, 1, 2], y=[0]*6 + [1]*3 + [2]): n / (classes × count).
    expect([...balancedWeights([6, 3, 1], 1)]).toEqual([10 / 18, 10 / 9, 10 / 3].map(Math.fround));
  });

  it('are ones at power 0, and 1 on the average at any', () => {
    const counts = [120, 7, 1, 30];
    expect([...balancedWeights(counts, 0)]).toEqual([1, 1, 1, 1]);
    const weights = balancedWeights(counts, 0.35);
    expect(counts.reduce((sum, count, id) => sum + count * (weights[id] ?? NaN), 0) / 158).toBeCloseTo(1, 6);
    expect((weights[2] ?? NaN) / (weights[0] ?? NaN)).toBeCloseTo(120 ** 0.35, 5);
  });

  it('take what never occurs as if it had occurred once', () => {
    const weights = balancedWeights([4, 0, 1], 1);
    expect(weights[1]).toBe(weights[2]);
    expect(weights.every(Number.isFinite)).toBe(true);
  });
});

describe('what is trained', () => {
  const training = (loss: Readonly<Record<string, string | number>>) => {
    const { config, problems } = validate({ loss });
    expect(problems).toEqual([]);
    const { definition, settings } = resolve(config).loss;
    return definition.training(settings);
  };

  it('is what validation measures where every amount is 0', () => {
    expect(training({ method: 'cross-entropy' })).toEqual(plainTerms);
    expect(training({ method: 'focal', focus: 0 })).toEqual(plainTerms);
    expect(training({ method: 'class-weighted', balance: 0 })).toEqual(plainTerms);
    expect(differsFromValidation(plainTerms)).toBe(false);
  });

  it('takes each setting for its own part', () => {
    expect(training({ method: 'cross-entropy', smoothing: 0.1 })).toEqual({ ...plainTerms, smoothing: 0.1 });
    expect(training({ method: 'focal', focus: 1.5, zLoss: 1e-4, confidencePenalty: 0.2 })).toEqual({
      ...plainTerms,
      focus: 1.5,
      normaliser: 1e-4,
      confidence: 0.2,
    });
    expect(training({ method: 'class-weighted', balance: 0.75, smoothing: 0.2 })).toEqual({
      ...plainTerms,
      balance: 0.75,
      smoothing: 0.2,
    });
  });

  it.each(Object.values<LossDefinition>(losses).map((loss) => [loss.id, loss] as const))(
    '%s: every setting makes a difference',
    (_, loss: LossDefinition) => {
      const defaults = defaultsOf(loss.params);
      for (const [key, spec] of Object.entries(loss.params)) {
        if (spec.kind !== 'number' && spec.kind !== 'text') throw new Error(`${key}: neither a number nor a text`);
        const other = { ...defaults, [key]: spec.kind === 'number' ? spec.max : '1 - p' };
        expect(loss.training(other)).not.toEqual(loss.training(defaults));
        expect(differsFromValidation(loss.training(other))).toBe(true);
      }
    },
  );
});
