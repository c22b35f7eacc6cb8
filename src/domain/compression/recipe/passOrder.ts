/** Which passes cannot follow which: training moves weights off the levels that an earlier pass has chosen, and factors cannot be rewound. */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import { kindOf, passMethods } from './passes.ts';
import type { RecipePass } from './recipe.ts';

/** With the paths of a recipe. */
export const orderProblems = (passes: readonly RecipePass[]): readonly Problem[] => [
  ...movedLevels(passes),
  ...rewoundFactors(passes),
];

/** Factors had no values when the run began. */
function rewoundFactors(passes: readonly RecipePass[]): readonly Problem[] {
  return passes.flatMap(({ method }, at) => {
    const before = passes.slice(0, at).findLast((pass) => kindOf(pass.method) === 'factorize');
    if (method !== 'lottery' || !before) return [];
    const [lottery, factors] = [passMethods[method].name, passMethods[before.method].name];
    return [
      {
        path: `passes.${at}.method`,
        message: {
          en: `“${lottery.en}” goes back to weights from before “${factors.en}”, which has left factors in their place. Use retraining.`,
          zh: `“${lottery.zh}”要回到“${factors.zh}”之前的权重，而这些权重已被分解为因子。请改用再训练。`,
        },
      },
    ];
  });
}

function movedLevels(passes: readonly RecipePass[]): readonly Problem[] {
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
