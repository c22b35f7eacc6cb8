/** Pruners against torch.nn.utils.prune, the published loops of Wanda and SparseGPT, and autograd. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accumulateMovement } from '../../../../src/domain/compression/pruners/accumulateMovement.ts';
import { pruners } from '../../../../src/domain/compression/pruners/index.ts';
import type { Pattern } from '../../../../src/domain/compression/pruners/pattern.ts';
import { prune } from '../../../../src/domain/compression/pruners/prune.ts';
import { relativeError, type GoldenTensor } from '../../../goldens/goldens.ts';
import { calibrationFrom, layerOf, matrixOf } from '../made.ts';

interface SparseGptGolden {
  readonly pattern: Pattern;
  readonly sparsity: number;
  readonly damping: number;
  readonly mask: readonly number[];
  readonly weights: GoldenTensor;
}

interface PruningGolden {
  readonly wide: GoldenTensor;
  readonly narrow: GoldenTensor;
  readonly inputs: GoldenTensor;
  readonly long: GoldenTensor;
  readonly fewInputs: GoldenTensor;
  readonly magnitude: readonly {
    readonly sparsity: number;
    readonly layer: readonly number[][];
    readonly global: readonly number[][];
  }[];
  readonly wanda: readonly {
    readonly sparsity: number;
    readonly unstructured: readonly number[];
    readonly '2:4': readonly number[];
    readonly '4:8': readonly number[];
  }[];
  readonly sparseGpt: readonly SparseGptGolden[];
  readonly sparseGptBlocks: SparseGptGolden;
  readonly movement: {
    readonly learningRate: number;
    readonly steps: readonly Readonly<Record<'weights' | 'gradients' | 'scores', GoldenTensor>>[];
    readonly mask: readonly number[];
  };
}

const golden = JSON.parse(
  readFileSync(new URL('../../../goldens/pruning.json', import.meta.url), 'utf8'),
) as PruningGolden;

const matrix = ({ shape: [rows = 0, columns = 0], data }: GoldenTensor): ReturnType<typeof matrixOf> =>
  matrixOf(rows, columns, data);
const wide = matrix(golden.wide);
const narrow = matrix(golden.narrow);
const calibration = calibrationFrom(golden.inputs.data, wide.columns);

describe.each(golden.magnitude)('magnitude, sparsity $sparsity', ({ sparsity, layer, global }) => {
  const layers = [layerOf(wide), layerOf(narrow, undefined, 1)];

  it.each([
    ['layer', layer],
    ['global', global],
  ] as const)('removes what torch removes, compared within: %s', (scope, masks) => {
    const pruned = prune(pruners.magnitude, { sparsity, pattern: 'unstructured', scope }, layers);
    expect(pruned.map(({ mask }) => Array.from(mask))).toEqual(masks);
    for (const [i, { values, mask }] of pruned.entries()) {
      expect(values).toEqual(layers[i]?.matrix.values.map((value, at) => value * (mask[at] ?? NaN) + 0));
    }
  });
});

describe.each(golden.wanda)('Wanda, sparsity $sparsity', (expected) => {
  it.each([
    ['unstructured', expected.sparsity],
    ['2:4', 0.5],
    ['4:8', 0.5],
  ] as const)('removes what the published loop removes: %s', (pattern, sparsity) => {
    const [pruned] = prune(pruners.wanda, { sparsity, pattern }, [layerOf(wide, calibration)]);
    expect(Array.from(pruned?.mask ?? [])).toEqual(expected[pattern]);
  });
});

describe('SparseGPT removes and corrects what the published loop does', () => {
  it.each(golden.sparseGpt.map((one) => [one.pattern, one.sparsity, one] as const))(
    '%s, sparsity %d',
    (pattern, sparsity, { damping, mask, weights }) => {
      const [pruned] = prune(pruners['sparse-gpt'], { sparsity, pattern, damping }, [layerOf(wide, calibration)]);
      expect(Array.from(pruned?.mask ?? [])).toEqual(mask);
      expect(relativeError(pruned?.values ?? [], weights.data)).toBeLessThan(1e-6);
    },
  );

  it('more than 128 inputs, with fewer tokens than inputs', () => {
    const { pattern, sparsity, damping, mask, weights } = golden.sparseGptBlocks;
    const long = matrix(golden.long);
    const layer = layerOf(long, calibrationFrom(golden.fewInputs.data, long.columns));
    const [pruned] = prune(pruners['sparse-gpt'], { sparsity, pattern, damping }, [layer]);
    expect(Array.from(pruned?.mask ?? [])).toEqual(mask);
    expect(relativeError(pruned?.values ?? [], weights.data)).toBeLessThan(1e-6);
  });
});

describe('movement', () => {
  const { learningRate, steps, mask } = golden.movement;

  it('sums the scores that autograd finds through a straight-through mask', () => {
    let scores: Float32Array = new Float32Array(wide.values.length);
    for (const { weights, gradients, scores: expected } of steps) {
      const before = scores.slice();
      const next = accumulateMovement(
        scores,
        Float32Array.from(weights.data),
        Float32Array.from(gradients.data),
        learningRate,
      );
      expect(scores).toEqual(before);
      expect(relativeError(next, expected.data)).toBeLessThan(1e-6);
      scores = next;
    }
    const [pruned] = prune(pruners.movement, { sparsity: 0.5, pattern: 'unstructured' }, [
      { ...layerOf(wide), movement: scores },
    ]);
    expect(Array.from(pruned?.mask ?? [])).toEqual(mask);
  });
});
