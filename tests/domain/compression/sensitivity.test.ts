/** Choosing levels from a sensitivity analysis: against all choices that there are, and as a recipe. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newPass } from '../../../src/domain/compression/recipe/editRecipe.ts';
import { validateRecipe } from '../../../src/domain/compression/recipe/validateRecipe.ts';
import {
  atLevel,
  axisOf,
  costPerWeight,
  levelOrder,
  type Axis,
} from '../../../src/domain/compression/sensitivity/axis.ts';
import {
  chooseLevels,
  meanCost,
  recipeOf,
  type ChosenLevels,
  type MeasuredMatrix,
} from '../../../src/domain/compression/sensitivity/choose.ts';

const axisFor = (method: 'rtn' | 'wanda'): Axis => axisOf(method) ?? { key: 'bits', levels: [] };

describe('levels', () => {
  test('are what the method has to turn, or none', () => {
    expect(axisOf('gptq')).toEqual({ key: 'bits', levels: [8, 6, 5, 4, 3, 2] });
    expect(axisOf('sparse-gpt')?.key).toBe('sparsity');
    for (const method of ['ternary', 'svd', 'codebook', 'activations', 'qat', 'gradual', 'movement'] as const)
      expect(axisOf(method)).toBeNull();
  });

  test('are all measured, each once, the middle and the ends first', () => {
    expect(levelOrder([8, 6, 5, 4, 3, 2])).toEqual([4, 2, 8, 6, 5, 3]);
    for (let length = 1; length < 12; length++) {
      const levels = Array.from({ length }, (_, i) => i);
      expect(levelOrder(levels).toSorted((a, b) => a - b)).toEqual(levels);
    }
  });

  test('make legal passes, without a pattern that would fix the share', () => {
    for (const method of ['rtn', 'gptq', 'magnitude', 'wanda'] as const) {
      for (const level of axisOf(method)?.levels ?? []) {
        const pass = atLevel({ ...newPass(method), pattern: '2:4', only: 'h.0.mlp.c_fc' }, level);
        const { pattern, ...quantizer } = pass;
        const given = method === 'magnitude' || method === 'wanda' ? { ...quantizer, pattern } : quantizer;
        expect(validateRecipe({ passes: [given] }).problems).toEqual([]);
        expect(pass).not.toHaveProperty('only');
      }
    }
  });
});

describe('the choice', () => {
  const axis = axisFor('rtn');
  const matrices: fc.Arbitrary<readonly MeasuredMatrix[]> = fc.array(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd'),
      weights: fc.integer({ min: 1, max: 1000 }),
      rises: fc
        .uniqueArray(fc.tuple(fc.constantFrom(...axis.levels), fc.double({ min: -0.01, max: 2, noNaN: true })), {
          minLength: 1,
          selector: ([level]) => level,
        })
        .map((entries) => new Map(entries)),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const distinct = matrices.map((all) => all.filter(({ name }, i) => all.findIndex((one) => one.name === name) === i));

  const every = ([first, ...others]: readonly MeasuredMatrix[]): ChosenLevels[] =>
    first === undefined
      ? [{}]
      : every(others).flatMap((rest) => [...first.rises.keys()].map((level) => ({ ...rest, [first.name]: level })));
  const riseOf = (all: readonly MeasuredMatrix[], chosen: ChosenLevels): number =>
    all.reduce((sum, { name, rises }) => sum + (rises.get(chosen[name] ?? NaN) ?? NaN), 0);

  test('is the best of all that fit the budget, which it never exceeds', () => {
    fc.assert(
      fc.property(distinct, fc.double({ min: 2, max: 8, noNaN: true }), (all, most) => {
        // As much over the budget as sums that are not exact may be, which a number drawn beside a whole one tells apart.
        const legal = every(all).filter((chosen) => meanCost(axis, all, chosen) <= most * (1 + 1e-9));
        const chosen = chooseLevels(axis, all, most);
        const [rise, mean] = chosen ? [riseOf(all, chosen), meanCost(axis, all, chosen)] : [Infinity, 0];
        expect(rise).toBeCloseTo(Math.min(...legal.map((one) => riseOf(all, one))), 9);
        expect(mean).toBeLessThanOrEqual(most * (1 + 1e-8));
      }),
    );
  });

  test('gives the bits to the matrix that minds', () => {
    const rises = (scale: number) => new Map(axis.levels.map((level) => [level, scale * 4 ** -level]));
    const all = [
      { name: 'minds', weights: 100, rises: rises(10) },
      { name: 'does-not', weights: 100, rises: rises(0.01) },
    ];
    expect(chooseLevels(axis, all, 4)).toEqual({ minds: 6, 'does-not': 2 });
    expect(meanCost(axis, all, { minds: 6, 'does-not': 2 })).toBe(4);
  });

  test('of sparsities fits what equal ones leave', () => {
    const pruning = axisFor('wanda');
    const all = [1, 2, 3].map((n) => ({
      name: String(n),
      weights: 7 * n,
      rises: new Map(pruning.levels.map((level) => [level, level])),
    }));
    for (const level of pruning.levels) {
      expect(chooseLevels(pruning, all, costPerWeight(pruning, level))).not.toBeNull();
    }
  });

  test('becomes a pass for each level that is used', () => {
    const chosen = { 'transformer.h.0.mlp.c_fc.weight': 8, b: 2, 'transformer.h.1.mlp.c_fc.weight': 8 };
    const recipe = recipeOf({ ...newPass('gptq'), group: 64 }, chosen, 'int8');
    expect(recipe.rest).toBe('int8');
    expect(recipe.passes).toMatchObject([
      { method: 'gptq', group: 64, bits: 8, only: 'h.0.mlp.c_fc h.1.mlp.c_fc' },
      { method: 'gptq', group: 64, bits: 2, only: 'b' },
    ]);
    expect(validateRecipe(recipe).problems).toEqual([]);
  });
});
