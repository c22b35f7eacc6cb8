/**
 * Which passes cannot follow which: training and folds move weights off the levels that an earlier pass has chosen, training
 * moves activations off those that calibration has, and what stands in the place of a matrix cannot be rewound.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { LocalText } from '../../core/text.ts';
import { kindOf, passMethods } from './passes.ts';
import type { RecipePass } from './recipe.ts';

/** With the paths of a recipe. */
export const orderProblems = (passes: readonly RecipePass[]): readonly Problem[] => [
  ...movedLevels(passes),
  ...rewoundFactors(passes),
];

/** Factors and folded matrices had no values when the run began. */
function rewoundFactors(passes: readonly RecipePass[]): readonly Problem[] {
  return passes.flatMap(({ method }, at) => {
    const before = passes.slice(0, at).findLast((pass) => kindOf(pass.method) === 'factorize' || folds(pass));
    if (method !== 'lottery' || !before) return [];
    const [lottery, factors] = [passMethods[method].name, passMethods[before.method].name];
    return [
      {
        path: `passes.${at}.method`,
        message: {
          en: `“${lottery.en}” goes back to weights from before “${factors.en}”, which has put others in their place. Use retraining.`,
          zh: `“${lottery.zh}”要回到“${factors.zh}”之前的权重，而该步骤已用别的权重取代它们。请改用再训练。`,
        },
      },
    ];
  });
}

const folds = ({ method }: Pick<RecipePass, 'method'>): boolean => ['outliers', 'smooth-quant'].includes(method);

function movedLevels(passes: readonly RecipePass[]): readonly Problem[] {
  return passes.flatMap(({ method }, at) => {
    if (folds({ method })) return foldProblems(passes, at);
    if (kindOf(method) === 'train') {
      const levels = passes.slice(0, at).find((pass) => pass.method === 'activations' && pass['per'] === 'tensor');
      if (levels) return [trainedAway(at, passMethods[method].name)];
    }
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

function foldProblems(passes: readonly RecipePass[], at: number): readonly Problem[] {
  const before = passes.slice(0, at).findLast((pass) => leavesLevels(pass));
  const pass = passes[at];
  if (!before || !pass) return [];
  const [fold, levels] = [passMethods[pass.method].name, passMethods[before.method].name];
  return [
    {
      path: `passes.${at}.method`,
      message: {
        en: `“${fold.en}” would move weights off the levels of “${levels.en}”. Put it before that pass.`,
        zh: `“${fold.zh}”会使权重偏离“${levels.zh}”选定的量化级。请把它放到该步之前。`,
      },
    },
  ];
}

const trainedAway = (at: number, training: LocalText): Problem => ({
  path: `passes.${at}.method`,
  message: {
    en: `“${training.en}” would change the activations that calibration has chosen levels for. Put “Activations” after it, or give each token its own scale.`,
    zh: `“${training.zh}”会改变激活，使校准选定的量化级失效。请把“激活量化”放到其后，或为每个词元单独设缩放系数。`,
  },
});
