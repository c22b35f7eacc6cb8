/** A grid gives every combination once, all of them legal. */
import { expect, it } from 'vitest';
import { gridMethods, gridRecipes } from '../../../../src/domain/compression/recipe/gridRecipes.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';

const grid = { methods: gridMethods, bits: [8, 4], scales: ['tensor', 'row', 64], sparsities: [0.5, 0.8] } as const;

it('combines a method with the settings that it has', () => {
  const of = (...methods: readonly (typeof gridMethods)[number][]) => gridRecipes({ ...grid, methods }, 'f16');
  expect(of('rtn').map(({ passes: [pass] }) => [pass?.['bits'], pass?.['granularity']])).toEqual([
    [8, 'tensor'],
    [8, 'row'],
    [8, 'group'],
    [4, 'tensor'],
    [4, 'row'],
    [4, 'group'],
  ]);
  expect(of('rtn')[2]?.passes[0]).toMatchObject({ group: 64 });
  expect(of('nf4')).toHaveLength(3);
  expect(of('q8-0')).toHaveLength(1);
  expect(of('wanda', 'magnitude').map(({ passes: [pass] }) => pass?.['sparsity'])).toEqual([0.5, 0.8, 0.5, 0.8]);
});

it('is legal throughout, without repetitions, and empty where an axis is', () => {
  const recipes = gridRecipes(grid, 'int8');
  for (const recipe of recipes) expect(validateRecipe(recipe)).toMatchObject({ recipe, problems: [] });
  expect(new Set(recipes.map((recipe) => JSON.stringify(recipe))).size).toBe(recipes.length);
  expect(gridRecipes({ ...grid, methods: ['gptq'], bits: [] }, 'f16')).toEqual([]);
});
