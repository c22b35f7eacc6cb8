import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ngramLosses, ngramSteps } from '../../../src/domain/metrics/ngram.ts';

/** The definition, word for word, on a Map of strings. */
function naiveLoss(train: readonly number[], validation: readonly number[], size: number, order: number): number {
  const counts = new Map<string, number>();
  const followed = new Map<string, number>();
  for (let n = 1; n <= order; n++) {
    for (let i = 0; i + n <= train.length; i++) {
      const gram = train.slice(i, i + n).join(' ');
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
      const context = train.slice(i, i + n - 1).join(' ');
      const key = `${n} ${context}`;
      followed.set(key, (followed.get(key) ?? 0) + 1);
    }
  }
  const probability = (history: readonly number[], word: number, k: number): number => {
    if (k === 0) return 1 / size;
    const context = k === 1 ? [] : history.slice(-(k - 1));
    if (context.length < k - 1) return probability(history, word, k - 1);
    const total = followed.get(`${k} ${context.join(' ')}`) ?? 0;
    const lambda = total / (total + 5);
    const likelihood = total === 0 ? 0 : (counts.get([...context, word].join(' ')) ?? 0) / total;
    return (1 - lambda) * probability(history, word, k - 1) + lambda * likelihood;
  };
  let sum = 0;
  for (let i = 1; i < validation.length; i++)
    sum -= Math.log(probability(validation.slice(0, i), validation[i] ?? 0, order));
  return sum / (validation.length - 1);
}

describe('n-gram baselines', () => {
  it('equal their definition on any small text', () => {
    const token = fc.nat({ max: 4 });
    fc.assert(
      fc.property(
        fc.array(token, { minLength: 1, maxLength: 60 }),
        fc.array(token, { minLength: 2, maxLength: 30 }),
        (train, validation) => {
          const { lossNats } = ngramLosses(Int32Array.from(train), Int32Array.from(validation), 5);
          expect(lossNats).toHaveLength(5);
          for (const [k, loss] of lossNats.entries())
            expect(loss).toBeCloseTo(naiveLoss(train, validation, 5, k + 1), 9);
        },
      ),
    );
  });

  it('hold for vocabularies and texts that outgrow the first table', () => {
    const text = Array.from({ length: 4000 }, (_, i) => (i * i * 31 + (i >> 3)) % 977);
    const validation = text.slice(100, 160);
    const { lossNats } = ngramLosses(Int32Array.from(text), Int32Array.from(validation), 977, { highestOrder: 3 });
    for (const [k, loss] of lossNats.entries()) expect(loss).toBeCloseTo(naiveLoss(text, validation, 977, k + 1), 9);
  });

  it('give a probability distribution: the probabilities of all next tokens sum to one', () => {
    const train = Int32Array.from([0, 1, 2, 0, 1, 3, 0, 2, 1, 0, 1, 2]);
    for (let order = 0; order < 3; order++) {
      let total = 0;
      for (let next = 0; next < 4; next++) {
        const loss = ngramLosses(train, Int32Array.of(0, 1, next), 4, { highestOrder: 3 }).lossNats[order] ?? 0;
        const before = ngramLosses(train, Int32Array.of(0, 1), 4, { highestOrder: 3 }).lossNats[order] ?? 0;
        total += Math.exp(before - 2 * loss);
      }
      expect(total).toBeCloseTo(1, 12);
    }
  });

  it('tend to the entropy of a source without memory, and to zero for a cycle', () => {
    const cycle = Int32Array.from({ length: 5000 }, (_, i) => i % 10);
    const { lossNats } = ngramLosses(cycle, cycle.subarray(0, 500), 10);
    expect(lossNats[0]).toBeCloseTo(Math.log(10), 6);
    expect(lossNats[1]).toBeLessThan(0.03);
  });

  it('sample a text that is too long and say how much was counted', () => {
    const text = Int32Array.from({ length: 10_000 }, (_, i) => (i < 5000 ? 0 : 1));
    const { lossNats, countedTokens } = ngramLosses(text, Int32Array.of(0, 1, 0, 1), 2, { maxTokens: 1000 });
    expect(countedTokens).toBe(1000);
    expect(lossNats.every(Number.isFinite)).toBe(true);
    expect(ngramLosses(text, text.subarray(0, 100), 2).countedTokens).toBe(10_000);
  });

  it('take breaths, so that a worker can answer in between', () => {
    const text = Int32Array.from({ length: 100_000 }, (_, i) => (i * 7) % 50);
    expect([...ngramSteps(text, text, 50)].length).toBeGreaterThan(20);
  });
});
