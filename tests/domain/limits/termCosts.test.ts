/** What terms add to a step, against counts by hand and the counts of the model. */
import { describe, expect, test } from 'vitest';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { termCosts, type TermCosts } from '../../../src/domain/limits/termCosts.ts';
import type { LossTermDefinition } from '../../../src/domain/losses/terms/contract.ts';
import { lossTerms } from '../../../src/domain/losses/terms/index.ts';
import { objectives } from '../../../src/domain/objectives/index.ts';

const [V, B, T, D] = [11, 6, 8, 16];
const M = B * T;
const bytes = 4;

function setup(terms: Readonly<Record<string, number>>, dropout: number, method = 'next-token') {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 2, width: D, heads: 2, context: T, dropout },
    objective: { method },
    terms,
  });
  expect(problems).toEqual([]);
  const { model } = resolve(config);
  return { model, terms: config.terms, vocabulary: V, time: T, keepsAttention: false };
}

const costsOf = (terms: Readonly<Record<string, number>>, dropout = 0, method?: string): TermCosts =>
  termCosts(setup(terms, dropout, method), B, B);

const { model } = setup({}, 0);
const trainingFlops = (time: number): number => model.definition.trainingFlops(model.settings, V, B, time);
const activationBytes = (time: number): number => model.definition.activationBytes(model.settings, V, B, time);
const headFlops = 6 * M * D * V;

test('nothing without terms', () => {
  expect(costsOf({})).toEqual({ parameters: 0, activationBytes: 0, flops: 0, bytes: 0 });
});

test('multi-token prediction: a matrix and the head for each further token', () => {
  const k = 3;
  const { parameters, flops, activationBytes: kept, bytes: moved } = costsOf({ multiToken: 0.3, multiTokenCount: k });
  expect(parameters).toBe(k * D * D);
  expect(flops).toBe(k * (6 * M * D * D + headFlops));
  // States, logits, and what the gradient of the logits is made of.
  expect(kept).toBe(bytes * k * (M * D + 2 * M * V));
  const linear = 3 * M * D + D * D + (3 * M * D + 2 * D * D);
  const head = M * D + V * D + M * V + 2 * (M * V + V * D + M * D);
  const loss = M * V + M + 2 * M + (2 * M * V + M + 2 * M);
  // Gradients that meet what is there: of the states twice a token, of the table once, and of sums of losses.
  const met = 2 * M * D + V * D;
  expect(moved / bytes / k).toBeGreaterThan(linear + head + loss + met - 1);
  expect(moved / bytes / k).toBeLessThan(linear + head + loss + met + 8);
});

describe('views', () => {
  const cosines = 6 * B * B * D;

  test('by dropout: the model once more without its head', () => {
    const { flops, parameters, activationBytes: kept } = costsOf({ contrast: 1 }, 0.1);
    expect(parameters).toBe(0);
    expect(flops).toBe(trainingFlops(T) - headFlops + cosines);
    // Two means, two unit vectors, the cosines and their loss.
    expect(kept).toBe(activationBytes(T) - bytes * 2 * M * V + bytes * (4 * B * D + B * B + 1));
  });

  test('by crops: twice the model on half of every sequence', () => {
    const { flops } = costsOf({ contrast: 1 });
    expect(flops).toBe(2 * (trainingFlops(T / 2) - headFlops / 2) + cosines);
  });

  test('are made once for all that compare them', () => {
    const one = costsOf({ contrast: 1 });
    const all = costsOf({ contrast: 1, triplet: 1, margin: 1 });
    expect(all.flops).toBe(one.flops);
    expect(all.activationBytes).toBe(one.activationBytes + 2 * bytes);
  });
});

test('an auxiliary language model: the model once more', () => {
  const { flops, activationBytes: kept } = costsOf({ auxiliaryLm: 0.5 }, 0, 'masked-lm');
  expect(flops).toBe(trainingFlops(T));
  expect(kept).toBe(activationBytes(T));
});

test('R-Drop: both logits once more, and every other term in both passes', () => {
  const alone = costsOf({ rDrop: 1 }, 0.1);
  expect(alone).toMatchObject({ parameters: 0, flops: 0, activationBytes: bytes * 2 * M * V });
  // Read for the value, and for the slopes of each side, which meet those of the losses.
  const moved = 2 * M * V + M + 2 * (3 * M * V + M) + 2 * M * V;
  expect(alone.bytes / bytes).toBeGreaterThan(moved - 1);
  expect(alone.bytes / bytes).toBeLessThan(moved + 8);
  const other = { multiToken: 0.3, multiTokenCount: 2 };
  const once = costsOf(other, 0.1);
  const both = costsOf({ ...other, rDrop: 1 }, 0.1);
  expect(both.parameters).toBe(once.parameters);
  expect(both.flops).toBe(2 * once.flops);
  expect(both.activationBytes).toBe(2 * once.activationBytes + alone.activationBytes);
});

test('of parts of a batch: activations are those of a part', () => {
  const whole = termCosts(setup({ multiToken: 1 }, 0), B, B);
  const parts = termCosts(setup({ multiToken: 1 }, 0), B, B / 3);
  expect(parts).toEqual({ ...whole, activationBytes: whole.activationBytes / 3 });
});

test.each(Object.values<LossTermDefinition>(lossTerms))('$id costs something', (term) => {
  const suits = Object.values(objectives).find((objective) => !term.refuses?.(objective));
  const { bytes: moved, activationBytes: kept } = costsOf({ [term.key]: 1 }, 0.1, suits?.id);
  expect(moved).toBeGreaterThan(0);
  expect(kept).toBeGreaterThan(0);
});
