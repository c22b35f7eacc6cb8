/**
 * What a sensitivity analysis turns: the one setting of a pass that says how much is taken away, bits of a quantiser or the
 * share of weights that a pruner removes.
 */
import type { Definition } from '../../core/definition.ts';
import { onlyThese } from '../recipe/only.ts';
import { kindOf, passMethods, type PassId } from '../recipe/passes.ts';
import type { RecipePass } from '../recipe/recipe.ts';

export interface Axis {
  readonly key: 'bits' | 'sparsity';
  /** From the most harmless on. */
  readonly levels: readonly number[];
}

const axes: readonly Axis[] = [
  { key: 'bits', levels: [8, 6, 5, 4, 3, 2] },
  { key: 'sparsity', levels: [0.3, 0.4, 0.5, 0.6, 0.7, 0.8] },
];

/** Null for methods that have no such setting. */
export function axisOf(method: PassId): Axis | null {
  // Bits of activations are none of a matrix, and what trains does so with all matrices together.
  if (['inputs', 'train'].includes(kindOf(method))) return null;
  const { params }: Definition = passMethods[method];
  return axes.find(({ key }) => key in params) ?? null;
}

/** The pass at a level of its axis, for some matrices or for all. */
export function atLevel(pass: RecipePass, level: number, names?: readonly string[]): RecipePass {
  const axis = axisOf(pass.method);
  if (axis === null) throw new Error(`atLevel: ${pass.method} has no levels`);
  const { only: _only, ...settings } = pass;
  return {
    ...settings,
    // N of M would fix the share.
    ...(axis.key === 'sparsity' && { pattern: 'unstructured' }),
    [axis.key]: level,
    ...(names && { only: onlyThese(names) }),
  };
}

/** What is stored of each weight at a level, in units that add up: bits, or the share that stays. */
export const costPerWeight = ({ key }: Axis, level: number): number => (key === 'bits' ? level : 1 - level);

/**
 * Levels so that a picture fills early: the middle of them, the ends, and then the middle of what is widest apart. All
 * matrices are measured at one before the next.
 */
export function levelOrder(levels: readonly number[]): readonly number[] {
  const places: number[] = [];
  const add = (place: number): void => void (places.includes(place) || places.push(place));
  add(Math.floor(levels.length / 2));
  add(levels.length - 1);
  add(0);
  while (places.length < levels.length) {
    const sorted = places.toSorted((a, b) => a - b);
    const widest = sorted
      .slice(1)
      .map((to, i) => ({ from: sorted[i] ?? 0, to }))
      .reduce((best, gap) => (gap.to - gap.from > best.to - best.from ? gap : best));
    add(Math.floor((widest.from + widest.to) / 2));
  }
  return places.map((place) => levels[place] ?? Number.NaN);
}
