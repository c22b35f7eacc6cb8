/** Sampling: exact identities, frequencies, and numbers that usually break a softmax. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrimtabError } from '../../../src/domain/core/errors.ts';
import {
  drawAt,
  drawToken,
  shownAlternatives,
  softmax,
  type DrawOptions,
} from '../../../src/domain/sampling/drawToken.ts';

const plain: DrawOptions = { temperature: 1, topK: 0, topP: 1 };
const logitList = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 });
const position = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/** Upper 0.1 % point of χ² by Wilson and Hilferty. */
const critical = (freedom: number): number =>
  freedom * (1 - 2 / (9 * freedom) + 3.09 * Math.sqrt(2 / (9 * freedom))) ** 3;

function frequencies(logits: readonly number[], options: DrawOptions, draws: number): number[] {
  const counts = logits.map(() => 0);
  for (let i = 0; i < draws; i++) {
    const { id } = drawToken(logits, options, 11, i);
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

function chiSquare(counts: readonly number[], probabilities: readonly number[], draws: number): number {
  return counts.reduce((sum, count, id) => {
    const expected = (probabilities[id] ?? 0) * draws;
    return expected === 0 ? sum + (count === 0 ? 0 : Infinity) : sum + (count - expected) ** 2 / expected;
  }, 0);
}

const normalised = (weights: readonly number[]): number[] => {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
};

describe('frequencies', () => {
  const probabilities = [0.4, 0.3, 0.15, 0.1, 0.05];
  const logits = probabilities.map(Math.log);
  const cases: readonly (readonly [string, DrawOptions, readonly number[]])[] = [
    ['plain', plain, probabilities],
    ['temperature 2', { ...plain, temperature: 2 }, normalised(probabilities.map(Math.sqrt))],
    ['temperature 0.5', { ...plain, temperature: 0.5 }, normalised(probabilities.map((p) => p ** 2))],
    ['top-k 3', { ...plain, topK: 3 }, normalised([0.4, 0.3, 0.15, 0, 0])],
    ['top-p 0.8', { ...plain, topP: 0.8 }, normalised([0.4, 0.3, 0.15, 0, 0])],
    ['top-p of what top-k left', { temperature: 1, topK: 3, topP: 0.8 }, normalised([0.4, 0.3, 0, 0, 0])],
  ];

  it.each(cases)('%s', (_name, options, expected) => {
    const draws = 20_000;
    const freedom = expected.filter((p) => p > 0).length - 1;
    expect(chiSquare(frequencies(logits, options, draws), expected, draws)).toBeLessThan(critical(freedom));
  });
});

describe('identities', () => {
  it('top-k 1, a tiny top-p and temperature 0 are all greedy, ties going to the smaller id', () => {
    fc.assert(
      fc.property(logitList, position, (logits, u) => {
        const greedy = logits.indexOf(Math.max(...logits));
        expect(drawAt(logits, { ...plain, temperature: 0 }, u).id).toBe(greedy);
        expect(drawAt(logits, { ...plain, topK: 1 }, u).id).toBe(greedy);
        expect(drawAt(logits, { ...plain, topP: 1e-9 }, u).id).toBe(greedy);
      }),
    );
  });

  it('top-k of the whole vocabulary changes nothing', () => {
    fc.assert(
      fc.property(logitList, position, fc.double({ min: 0.1, max: 3, noNaN: true }), (logits, u, temperature) => {
        const options = { ...plain, temperature };
        expect(drawAt(logits, { ...options, topK: logits.length }, u)).toEqual(drawAt(logits, options, u));
        expect(drawAt(logits, { ...options, topK: 1000 }, u)).toEqual(drawAt(logits, options, u));
      }),
    );
  });

  it('adding a constant to all logits changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 20 }),
        position,
        (logits, u) => {
          const shifted = logits.map((logit) => logit + 1024);
          expect(drawAt(shifted, plain, u)).toEqual(drawAt(logits, plain, u));
        },
      ),
    );
  });

  it('reports probabilities of the model itself, whatever is cut off, most probable first', () => {
    fc.assert(
      fc.property(logitList, position, (logits, u) => {
        const { id, probability, alternatives } = drawAt(logits, { temperature: 0.3, topK: 2, topP: 0.7 }, u);
        const probabilities = softmax(logits, 1);
        expect(probability).toBe(probabilities[id]);
        expect(alternatives).toHaveLength(Math.min(shownAlternatives, logits.length));
        const ranked = alternatives.map((alternative) => alternative.probability);
        expect(ranked).toEqual(ranked.toSorted((a, b) => b - a));
        expect(ranked[0]).toBe(Math.max(...probabilities));
      }),
    );
  });

  it('depends on seed and position only', () => {
    const logits = Array.from({ length: 50 }, (_, i) => Math.sin(i));
    const ids = (seed: number): number[] => Array.from({ length: 40 }, (_, i) => drawToken(logits, plain, seed, i).id);
    expect(ids(3)).toEqual(ids(3));
    expect(ids(3)).not.toEqual(ids(4));
  });
});

describe('awkward logits', () => {
  it('survives values that overflow an exponential, and temperatures near zero', () => {
    expect(drawAt([1e4, -1e4, 9999], plain, 0.1).id).toBe(0);
    expect(drawAt([3e38, -3e38], plain, 0.99).id).toBe(0);
    expect(drawAt([0, 1, 0.5], { ...plain, temperature: 1e-300 }, 0.99).id).toBe(1);
  });

  it('never draws a masked token', () => {
    fc.assert(
      fc.property(logitList, position, (logits, u) => {
        const masked = [-Infinity, ...logits, -Infinity];
        expect(masked[drawAt(masked, plain, u).id]).not.toBe(-Infinity);
      }),
    );
  });

  it.each([[[NaN, 1]], [[1, Infinity]], [[-Infinity, -Infinity]], [[]]])('refuses %j with a typed error', (logits) => {
    expect(() => drawAt(logits, plain, 0.5)).toThrowError(TrimtabError);
    expect(() => drawAt(logits, plain, 0.5)).toThrowError(/non-finite/);
  });
});
