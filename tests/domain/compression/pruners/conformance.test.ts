/** What every pruner must satisfy, those of the future included: nothing in the first part names one. */
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { gaussian } from '../../../../src/domain/core/random.ts';
import type { PrunedLayer, PrunerDefinition } from '../../../../src/domain/compression/pruners/contract.ts';
import { pruners } from '../../../../src/domain/compression/pruners/index.ts';
import type { Pattern, SparsitySettings } from '../../../../src/domain/compression/pruners/pattern.ts';
import { prune } from '../../../../src/domain/compression/pruners/prune.ts';
import { prunedCount } from '../../../../src/domain/compression/pruners/select.ts';
import { calibrationFrom, correlatedInputs, countOf, layerOf, normalMatrix, outputError } from '../made.ts';
import { thrownBy } from '../thrownBy.ts';

const all: readonly PrunerDefinition[] = Object.values(pruners);

const rows = 24;
const columns = 48;
const calibration = calibrationFrom(correlatedInputs(200, columns, 3), columns);
const layers: readonly PrunedLayer[] = [1, 2].map((seed, index) => ({
  ...layerOf(normalMatrix(rows, columns, seed), calibration, index),
  movement: Float32Array.from({ length: rows * columns }, (_, i) => gaussian(seed, 9, i)),
}));

const settingsOf = (pruner: PrunerDefinition, sparsity: number, pattern: Pattern): SparsitySettings => ({
  ...defaultsOf(pruner.params),
  sparsity,
  pattern,
});

describe.each(all.map((pruner) => [pruner.id, pruner] as const))('pruner %s', (_id, pruner) => {
  it.each([0, 0.1, 0.37, 0.5, 0.99])('removes exactly the share %d', (sparsity) => {
    for (const { mask, values } of prune(pruner, settingsOf(pruner, sparsity, 'unstructured'), layers)) {
      const removed = countOf(mask, 0);
      // Methods that compare within a row round the count of each row.
      expect([prunedCount(rows * columns, sparsity), rows * prunedCount(columns, sparsity)]).toContain(removed);
      expect(countOf(mask, 1)).toBe(rows * columns - removed);
      expect(values.every((value, i) => Number.isFinite(value) && (mask[i] === 1 || Object.is(value, 0)))).toBe(true);
    }
  });

  it.each([
    ['2:4', 4],
    ['4:8', 8],
  ] as const)('keeps exactly half of every group at %s', (pattern, size) => {
    for (const { mask } of prune(pruner, settingsOf(pruner, 0.5, pattern), layers)) {
      for (let start = 0; start < mask.length; start += size) {
        expect(countOf(mask.subarray(start, start + size), 1)).toBe(size / 2);
      }
    }
  });

  it('finds nothing more to do in what it has pruned, and leaves its input alone', () => {
    const before = layers.map(({ matrix }) => matrix.values.slice());
    const settings = settingsOf(pruner, 0.5, 'unstructured');
    const once = prune(pruner, settings, layers);
    expect(layers.map(({ matrix }) => matrix.values)).toEqual(before);
    const again = prune(
      pruner,
      settings,
      layers.map((layer, i) => ({
        ...layer,
        matrix: { ...layer.matrix, values: once[i]?.values ?? new Float32Array() },
      })),
    );
    expect(again).toEqual(once);
  });

  it('does the same one matrix at a time', () => {
    const settings = settingsOf(pruner, 0.3, 'unstructured');
    expect(pruner.together?.(settings) ?? false).toBe(false);
    expect(layers.flatMap((layer) => prune(pruner, settings, [layer]))).toEqual(prune(pruner, settings, layers));
  });

  it('refuses a pattern that does not fit the matrix, and one that contradicts the sparsity', () => {
    const odd = [{ ...layerOf(normalMatrix(2, 6, 1), calibrationFrom([1, 2, 3, 4, 5, 6], 6)) }];
    const misfit = thrownBy(() => prune(pruner, settingsOf(pruner, 0.5, '2:4'), odd));
    expect(misfit).toMatchObject({ code: 'bad-config', problems: [{ path: 'pattern', nearest: 'unstructured' }] });
    const contradiction = thrownBy(() => prune(pruner, settingsOf(pruner, 0.7, '2:4'), layers));
    expect(contradiction).toMatchObject({ code: 'bad-config', problems: [{ path: 'sparsity', nearest: 0.5 }] });
  });

  it('refuses weights and measurements that are not numbers', () => {
    const [layer] = layers;
    if (layer === undefined) throw new Error('no layer');
    const weights = { ...layer.matrix, values: layer.matrix.values.with(3, NaN) };
    const poisoned = { ...calibration, gram: calibration.gram.with(0, Infinity) };
    const broken: readonly (readonly [PrunerDefinition['needs'], string, Partial<PrunedLayer>])[] = [
      ['weights', 'weights', { matrix: weights }],
      ['calibration', 'calibration', { calibration: poisoned }],
      ['movement', 'gradient', { movement: new Float32Array(rows * columns).fill(NaN) }],
    ];
    for (const [, what, changes] of broken.filter(([needs]) => needs === 'weights' || needs === pruner.needs)) {
      const action = (): unknown => prune(pruner, settingsOf(pruner, 0.5, 'unstructured'), [{ ...layer, ...changes }]);
      expect(thrownBy(action)).toMatchObject({ code: 'non-finite', detail: { what } });
    }
  });
});

describe('what the methods are worth on correlated inputs', () => {
  const errorOf = (pruner: PrunerDefinition, sparsity: number, pattern: Pattern): number => {
    const pruned = prune(pruner, settingsOf(pruner, sparsity, pattern), layers);
    return layers.reduce(
      (sum, { matrix }, i) => sum + outputError(matrix, pruned[i]?.values ?? [], calibration.gram),
      0,
    );
  };

  it.each([
    [0.3, 'unstructured'],
    [0.5, 'unstructured'],
    [0.7, 'unstructured'],
    [0.5, '2:4'],
    [0.5, '4:8'],
  ] as const)('sparsity %d, %s: random > magnitude > Wanda > SparseGPT in output error', (sparsity, pattern) => {
    const errors = [pruners.random, pruners.magnitude, pruners.wanda, pruners['sparse-gpt']].map((pruner) =>
      errorOf(pruner, sparsity, pattern),
    );
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    expect(new Set(errors).size).toBe(4);
  });
});
