/** Levels for matrices: chosen from what was measured, and as a recipe. */
import { allocateBits } from '../quantizers/allocateBits.ts';
import type { Recipe, RecipePass, RestFormat } from '../recipe/recipe.ts';
import { atLevel, axisOf, costPerWeight, type Axis } from './axis.ts';

export interface MeasuredMatrix {
  readonly name: string;
  readonly weights: number;
  /** Rise of the loss where only this matrix is changed, by level; levels that were not measured are missing. */
  readonly rises: ReadonlyMap<number, number>;
}

/** By the name of the matrix. */
export type ChosenLevels = Readonly<Record<string, number>>;

/** Mean over the weights of these matrices. NaN for none. */
export function meanCost(
  axis: Axis,
  matrices: readonly Pick<MeasuredMatrix, 'name' | 'weights'>[],
  chosen: ChosenLevels,
): number {
  const counted = matrices.flatMap(({ name, weights }) => {
    const level = chosen[name];
    return level === undefined ? [] : [{ weights, cost: weights * costPerWeight(axis, level) }];
  });
  const sum = (of: 'weights' | 'cost'): number => counted.reduce((total, one) => total + one[of], 0);
  return sum('cost') / sum('weights');
}

/**
 * The levels at which the measured rises add up to least, while no more is stored than `most` per weight on average (bits,
 * before scales, or the share that stays); null where nothing that was measured is so small.
 */
export function chooseLevels(axis: Axis, matrices: readonly MeasuredMatrix[], most: number): ChosenLevels | null {
  const measured = matrices.map(({ name, weights, rises }) => ({
    name,
    ways: [...rises].map(([level, lossNats]) => ({
      id: String(level),
      bytes: weights * costPerWeight(axis, level),
      lossNats,
    })),
  }));
  const total = matrices.reduce((sum, { weights }) => sum + weights, 0);
  // Shares such as 0.7 are not exact, and a sum of equal ones must still fit.
  const allocation = allocateBits(measured, total * most * (1 + 1e-9));
  if (allocation === null) return null;
  return Object.fromEntries(Object.entries(allocation.ways).map(([name, level]) => [name, Number(level)]));
}

/** A pass for each level that is used, most harmless first. */
export function recipeOf(pass: RecipePass, chosen: ChosenLevels, rest: RestFormat): Recipe {
  const levels = axisOf(pass.method)?.levels ?? [];
  const passes = levels.flatMap((level) => {
    const names = Object.keys(chosen).filter((name) => chosen[name] === level);
    return names.length === 0 ? [] : [atLevel(pass, level, names)];
  });
  return { passes, rest };
}
