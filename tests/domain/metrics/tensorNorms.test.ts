/** What is said of the norms of tensors: joined, grouped, and judged. */
import { describe, expect, test } from 'vitest';
import { tensorGroups } from '../../../src/domain/metrics/tensorGroups.ts';
import { normsOf } from '../../../src/domain/metrics/tensorNorms.ts';
import {
  ratioClass,
  ratioVerdict,
  updateRatio,
  usualRatio,
  usualRatios,
  type RatioEvidence,
} from '../../../src/domain/metrics/updateRatio.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import type { ModelDefinition } from '../../../src/domain/models/contract.ts';
import { models } from '../../../src/domain/models/index.ts';

const architectures: readonly ModelDefinition[] = Object.values(models);

test('tensors taken together have the norms of one long vector', () => {
  const reported = [3, 6, 0.1, 9, 9, 9, 4, 8, 0.2];
  expect(normsOf(reported, [0])).toEqual({ gradient: 3, parameter: 6, update: 0.1 });
  const joined = normsOf(reported, [0, 2]);
  expect([joined.gradient, joined.parameter]).toEqual([5, 10]);
  expect(joined.update).toBeCloseTo(Math.sqrt(0.05), 12);
  expect(normsOf(reported, [3]).gradient).toBeNaN();
});

describe('groups', () => {
  test.each(architectures.map((model) => [model.id, model] as const))(
    '%s: every tensor is in one group, each layer is a group, and a bias stays with its matrix',
    (_, model) => {
      const specs = model.tensors({ ...defaultsOf(model.params), layers: 3 }, 7);
      const groups = tensorGroups(specs);
      const members = groups.flatMap(({ tensors }) => tensors);
      expect(members.toSorted((a, b) => a.index - b.index).map(({ name }) => name)).toEqual(
        specs.map(({ name }) => name),
      );
      const layers = 'layers' in model.params ? [0, 1, 2] : [];
      expect(groups.map(({ layer }) => layer).filter((layer) => layer !== null)).toEqual(layers);
      const of = (end: string) => groups.findIndex(({ tensors }) => tensors.some(({ name }) => name.endsWith(end)));
      for (const { name } of specs.filter((spec) => spec.name.endsWith('.bias'))) {
        expect(of(name), name).toBe(of(name.replace(/bias$/, 'weight')));
      }
      for (const { index, isMatrix } of members) expect(isMatrix).toBe((specs[index]?.shape.length ?? 0) > 1);
    },
  );
});

describe('ratios', () => {
  test('a tensor of zeros has none', () => {
    expect(updateRatio({ gradient: 1, parameter: 0, update: 1 })).toBeNaN();
    expect(updateRatio({ gradient: 1, parameter: 2, update: 0.002 })).toBe(0.001);
  });

  test('classes meet at half powers of ten around a thousandth', () => {
    const [low, high] = usualRatios;
    expect(low * high).toBeCloseTo(usualRatio ** 2, 12);
    expect([0, 3.1e-5, 3.2e-5, 3.1e-4, 3.2e-4, 1e-3, 3.1e-3, 3.2e-3, 3.1e-2, 3.2e-2, NaN].map(ratioClass)).toEqual([
      'tiny',
      'tiny',
      'small',
      'small',
      'usual',
      'usual',
      'usual',
      'large',
      'large',
      'huge',
      'none',
    ]);
  });
});

describe('verdict', () => {
  const evidence = (ratio: number, changes: Partial<RatioEvidence> = {}): RatioEvidence => ({
    ratios: Array<number>(12).fill(ratio),
    learningRate: 1e-3,
    peakLearningRate: 1e-3,
    gradients: Array<number>(12).fill(0.5),
    peakGradient: 2,
    ...changes,
  });

  test('nothing is said of few steps, or of what cannot be measured', () => {
    expect(ratioVerdict(evidence(1, { ratios: Array<number>(7).fill(1) }))).toEqual({ kind: 'early' });
    expect(ratioVerdict(evidence(NaN))).toEqual({ kind: 'early' });
  });

  test('a ratio not far off is told, and is no reason for anything', () => {
    expect(ratioVerdict(evidence(2e-3))).toEqual({ kind: 'usual' });
    expect(ratioVerdict(evidence(1e-4))).toEqual({ kind: 'small', factor: expect.closeTo(10, 9) as number });
    expect(ratioVerdict(evidence(2e-2))).toEqual({ kind: 'large', factor: expect.closeTo(20, 9) as number });
  });

  test('small updates are laid at the door of the learning rate only if nothing else explains them', () => {
    const tiny = 1e-3 / 40;
    expect(ratioVerdict(evidence(tiny))).toEqual({ kind: 'low-rate', factor: expect.closeTo(40, 9) as number });
    expect(ratioVerdict(evidence(tiny, { learningRate: 1e-4 })).kind).toBe('scheduled');
    expect(ratioVerdict(evidence(tiny, { gradients: Array<number>(12).fill(0.01) })).kind).toBe('flat');
    expect(ratioVerdict(evidence(0))).toEqual({ kind: 'low-rate', factor: Infinity });
  });

  test('large ones are, and one spike is not enough', () => {
    expect(ratioVerdict(evidence(0.05))).toEqual({ kind: 'high-rate', factor: 50 });
    const spike = Array.from({ length: 12 }, (_, i) => (i === 5 ? 3 : 1e-3));
    expect(ratioVerdict(evidence(0, { ratios: spike }))).toEqual({ kind: 'usual' });
  });
});
