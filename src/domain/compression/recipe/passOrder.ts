/**
 * Which passes cannot follow which: training moves weights off the levels that an earlier pass has chosen, and so does a
 * mean of layers, which has no holes or factors either; of layers that share, none can go.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { LocalText } from '../../core/text.ts';
import { kindOf, passMethods, type PassId } from './passes.ts';
import type { RecipePass } from './recipe.ts';

/** With the paths of a recipe. */
export function orderProblems(passes: readonly RecipePass[]): readonly Problem[] {
  return passes.flatMap(({ method }, at) => {
    const before = passes.slice(0, at).findLast((pass) => forbids(pass, method));
    if (!before) return [];
    const names = { late: passMethods[method].name, early: passMethods[before.method].name };
    const message = kindOf(method) === 'train' ? offLevels(names) : tooLate(names);
    return [{ path: `passes.${at}.method`, message }];
  });
}

function forbids(before: RecipePass, method: PassId): boolean {
  if (method === 'layers') return before.method === 'cross-layer';
  if (method === 'cross-layer') return !['retrain', 'layers'].includes(before.method);
  // Quantisation-aware training chooses its levels anew.
  return kindOf(method) === 'train' && method !== 'qat' && leavesLevels(before);
}

interface Names {
  readonly late: LocalText;
  readonly early: LocalText;
}

const offLevels = ({ late, early }: Names): LocalText => ({
  en: `“${late.en}” would move weights off the levels of “${early.en}”. Put it before that pass, or use quantisation-aware training in its place.`,
  zh: `“${late.zh}”会使权重偏离“${early.zh}”选定的量化级。请把它放到该步之前，或改用量化感知训练。`,
});

const tooLate = ({ late, early }: Names): LocalText => ({
  en: `“${late.en}” cannot follow “${early.en}”, whose work it would undo. Put it before that pass.`,
  zh: `“${late.zh}”不能放在“${early.zh}”之后，否则会破坏其结果。请把它放到该步之前。`,
});

const leavesLevels = ({ method }: RecipePass): boolean =>
  method !== 'cross-layer' && (method === 'qat' || ['quantize', 'share'].includes(kindOf(method)));

/** @throws TrimtabError `bad-config` */
export function checkOrder(passes: readonly RecipePass[]): void {
  const problems = orderProblems(passes);
  if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
}
