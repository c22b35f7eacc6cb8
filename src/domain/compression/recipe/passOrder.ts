/** Which passes cannot follow which: training moves weights off the levels that an earlier pass has chosen. */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import { kindOf, passMethods } from './passes.ts';
import type { RecipePass } from './recipe.ts';

/** With the paths of a recipe. */
export function orderProblems(passes: readonly RecipePass[]): readonly Problem[] {
  return passes.flatMap(({ method }, at) => {
    // Quantisation-aware training chooses its levels anew.
    if (kindOf(method) !== 'train' || method === 'qat') return [];
    const before = passes.slice(0, at).findLast((pass) => leavesLevels(pass));
    if (!before) return [];
    const [training, levels] = [passMethods[method].name, passMethods[before.method].name];
    return [
      {
        path: `passes.${at}.method`,
        message: {
          en: `“${training.en}” would move weights off the levels of “${levels.en}”. Put it before that pass, or use quantisation-aware training in its place.`,
          zh: `“${training.zh}”会使权重偏离“${levels.zh}”选定的量化级。请把它放到该步之前，或改用量化感知训练。`,
        },
      },
    ];
  });
}

const leavesLevels = ({ method }: RecipePass): boolean =>
  method === 'qat' || ['quantize', 'share'].includes(kindOf(method));

/** @throws TrimtabError `bad-config` */
export function checkOrder(passes: readonly RecipePass[]): void {
  const problems = orderProblems(passes);
  if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
}
