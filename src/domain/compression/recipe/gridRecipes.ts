/** Every combination of a grid of methods and settings as a recipe of one pass each, for a sweep. */
import type { Definition } from '../../core/definition.ts';
import { newPass } from './editRecipe.ts';
import { kindOf, passMethods, type PassId } from './passes.ts';
import type { Recipe, RecipePass, RestFormat } from './recipe.ts';

export type GridScale = 'tensor' | 'row' | 32 | 64 | 128;

export interface SweepGrid {
  readonly methods: readonly PassId[];
  readonly bits: readonly number[];
  /** One scale per matrix, per row, or per group of so many inputs. */
  readonly scales: readonly GridScale[];
  /** Shares of weights that are pruned. */
  readonly sparsities: readonly number[];
}

/** What a grid has values for: quantisers and pruners. */
export const gridMethods: readonly PassId[] = (Object.keys(passMethods) as PassId[]).filter((id) =>
  ['quantize', 'prune'].includes(kindOf(id)),
);

/** A method is combined with the settings that it has; the same recipe comes once. */
export function gridRecipes({ methods, bits, scales, sparsities }: SweepGrid, rest: RestFormat): readonly Recipe[] {
  const passes = methods.flatMap((method) =>
    combined(newPass(method), [
      has(method, 'bits') ? bits.map((value) => ({ bits: value })) : [{}],
      has(method, 'granularity') ? scales.map(scaleSettings) : [{}],
      has(method, 'sparsity') ? sparsities.map((value) => ({ sparsity: value })) : [{}],
    ]),
  );
  return passes.map((pass) => ({ passes: [pass], rest }));
}

const has = (method: PassId, key: string): boolean => {
  const definition: Definition = passMethods[method];
  return Object.hasOwn(definition.params, key);
};

type Changes = Partial<Omit<RecipePass, 'method'>>;

const scaleSettings = (scale: GridScale): Changes =>
  typeof scale === 'number' ? { granularity: 'group', group: scale } : { granularity: scale };

const combined = (pass: RecipePass, axes: readonly (readonly Changes[])[]): readonly RecipePass[] =>
  axes.reduce<readonly RecipePass[]>(
    (made, axis) => made.flatMap((before) => axis.map((changes) => ({ ...before, ...changes }) as RecipePass)),
    [pass],
  );
