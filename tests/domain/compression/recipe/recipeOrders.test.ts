/** Orders to try: all of three passes, neighbours exchanged in longer recipes, never one that cannot be run. */
import { expect, test } from 'vitest';
import { newPass } from '../../../../src/domain/compression/recipe/editRecipe.ts';
import type { PassId } from '../../../../src/domain/compression/recipe/passes.ts';
import { mostOrders, recipeOrders } from '../../../../src/domain/compression/recipe/recipeOrders.ts';

const ordersOf = (...methods: readonly PassId[]): readonly string[] =>
  recipeOrders({ passes: methods.map((method) => newPass(method)), rest: 'int8' }).map(({ passes }) =>
    passes.map(({ method }) => method).join(' '),
  );

test('three passes give six orders, the given one first', () => {
  const orders = ordersOf('wanda', 'svd', 'gptq');
  expect(orders).toHaveLength(6);
  expect(new Set(orders).size).toBe(6);
  expect(orders[0]).toBe('wanda svd gptq');
});

test('what cannot be run is left out', () => {
  expect(ordersOf('wanda', 'retrain', 'gptq')).toEqual([
    'wanda retrain gptq',
    'retrain wanda gptq',
    'retrain gptq wanda',
  ]);
  expect(ordersOf('gptq', 'retrain')).toEqual(['retrain gptq']);
});

test('equal passes are exchanged for nothing', () => {
  expect(ordersOf('wanda', 'wanda')).toEqual(['wanda wanda']);
});

test('longer recipes have their neighbours exchanged', () => {
  expect(ordersOf('wanda', 'svd', 'gptq', 'codebook')).toEqual([
    'wanda svd gptq codebook',
    'svd wanda gptq codebook',
    'wanda gptq svd codebook',
    'wanda svd codebook gptq',
  ]);
  const methods: readonly PassId[] = ['wanda', 'svd', 'gptq', 'codebook', 'nf4', 'hqq', 'rtn', 'awq'];
  expect(ordersOf(...methods)).toHaveLength(mostOrders);
});

test('what the rest is written as stays', () => {
  expect(recipeOrders({ passes: [newPass('rtn'), newPass('wanda')], rest: 'int8' })).toMatchObject([
    { rest: 'int8' },
    { rest: 'int8' },
  ]);
});
