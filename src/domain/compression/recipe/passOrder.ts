/**
 * Which passes cannot follow which: training and folds move weights off the levels that an earlier pass has chosen, training
 * moves activations off those that calibration has, what stands in the place of a matrix cannot be rewound, a mean of layers
 * has no holes, factors or levels, and of layers that share, none can go.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { LocalText } from '../../core/text.ts';
import { kindOf, passMethods, type PassId } from './passes.ts';
import type { RecipePass } from './recipe.ts';
import { choosesLevels, folds, inputsDone, onlyTrains, removedUnit, rewinds, sharesLayers } from './traits.ts';

/** With the paths of a recipe. */
export function orderProblems(passes: readonly RecipePass[]): readonly Problem[] {
  return passes.flatMap(({ method }, at) => {
    const earlier = passes.slice(0, at);
    const before = earlier.findLast((pass) => forbids(pass, method));
    if (before) return [{ path: `passes.${at}.method`, message: refusal(before.method, method) }];
    const levels = kindOf(method) === 'train' && earlier.some((pass) => levelsOfAll(pass));
    return levels ? [trainedAway(at, passMethods[method].name)] : [];
  });
}

/** Rounds activations by levels that calibration has chosen. */
const levelsOfAll = (pass: RecipePass): boolean => inputsDone(pass.method) === 'round' && pass['per'] === 'tensor';

function forbids(before: RecipePass, method: PassId): boolean {
  if (removedUnit(method) === 'layer') return sharesLayers(before.method);
  if (sharesLayers(method)) return !onlyTrains(before.method) && removedUnit(before.method) !== 'layer';
  // A matrix of several layers has several norms before it.
  if (folds(method)) return sharesLayers(before.method) || leavesLevels(before);
  if (rewinds(method) && rewindsNothing(before)) return true;
  return kindOf(method) === 'train' && !choosesLevels(method) && leavesLevels(before);
}

/** What stands for a matrix then had no values when the run began. */
const rewindsNothing = ({ method }: RecipePass): boolean =>
  kindOf(method) === 'factorize' || folds(method) || sharesLayers(method);

function refusal(early: PassId, late: PassId): LocalText {
  const names = { late: passMethods[late].name, early: passMethods[early].name };
  if (rewinds(late) && rewindsNothing({ method: early })) return notRewound(names);
  return kindOf(late) === 'train' ? offLevels(names) : tooLate(names);
}

interface Names {
  readonly late: LocalText;
  readonly early: LocalText;
}

const notRewound = ({ late, early }: Names): LocalText => ({
  en: `“${late.en}” goes back to weights from before “${early.en}”, which has put others in their place. Use retraining.`,
  zh: `“${late.zh}”要回到“${early.zh}”之前的权重，而该步骤已用别的权重取代它们。请改用再训练。`,
});

const offLevels = ({ late, early }: Names): LocalText => ({
  en: `“${late.en}” would move weights off the levels of “${early.en}”. Put it before that pass, or use quantisation-aware training in its place.`,
  zh: `“${late.zh}”会使权重偏离“${early.zh}”选定的量化级。请把它放到该步之前，或改用量化感知训练。`,
});

const tooLate = ({ late, early }: Names): LocalText => ({
  en: `“${late.en}” cannot follow “${early.en}”, whose work it would undo. Put it before that pass.`,
  zh: `“${late.zh}”不能放在“${early.zh}”之后，否则会破坏其结果。请把它放到该步之前。`,
});

const leavesLevels = ({ method }: RecipePass): boolean =>
  !sharesLayers(method) && (choosesLevels(method) || ['quantize', 'share'].includes(kindOf(method)));

/** @throws TrimtabError `bad-config` */
export function checkOrder(passes: readonly RecipePass[]): void {
  const problems = orderProblems(passes);
  if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
}

const trainedAway = (at: number, training: LocalText): Problem => ({
  path: `passes.${at}.method`,
  message: {
    en: `“${training.en}” would change the activations that calibration has chosen levels for. Put “Activations” after it, or give each token its own scale.`,
    zh: `“${training.zh}”会改变激活，使校准选定的量化级失效。请把“激活量化”放到其后，或为每个词元单独设缩放系数。`,
  },
});
