/** Pruning while training: how much is gone at which step, and which weights these are. */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';
import { TrimtabError } from '../../core/errors.ts';
import { cutsAt, gradualParams, gradualSparsity } from '../pruners/gradual.ts';
import { patternProblems } from '../pruners/layerProblems.ts';
import { magnitude } from '../pruners/magnitude.ts';
import { groupingOf, type Pattern } from '../pruners/pattern.ts';
import { prunedCount, removeInGroups, removeSmallest } from '../pruners/select.ts';
import type { Cutting, ScoredMatrix } from './contract.ts';
import { trainingParams } from './params.ts';

export const cuttingParams = {
  ...magnitude.params,
  // Their product is below the most steps that a pass may have.
  interval: { ...gradualParams.interval, default: 10, max: 200, usual: [5, 100] },
  cuts: { ...gradualParams.cuts, default: 10, max: 99, usual: [5, 50] },
  ...trainingParams,
} as const satisfies ParamSpecs;

export type CuttingSettings = Settings<typeof cuttingParams>;

export function cuttingProblems(settings: CuttingSettings): readonly Problem[] {
  return [...(magnitude.check?.(settings) ?? []), ...lastCutProblems(settings)];
}

/** After the last cut there has to be a step at least. */
function lastCutProblems({ steps, interval, cuts }: CuttingSettings): readonly Problem[] {
  const last = interval * cuts;
  if (last < steps) return [];
  const fitting = Math.floor((steps - 1) / interval);
  return [
    {
      ...(fitting > 0 ? { path: 'cuts', nearest: fitting } : { path: 'steps', nearest: last + 1 }),
      message: {
        en: `The last of ${cuts} cuts, ${interval} steps apart, would come after ${last} steps, and there are ${steps}.`,
        zh: `${cuts} 次剪枝、每次间隔 ${interval} 步，最后一次在第 ${last} 步之后，而总共只有 ${steps} 步。`,
      },
    },
  ];
}

export function cuttingBy(by: Cutting['by'], settings: CuttingSettings, initialSparsity: number): Cutting {
  const { sparsity, interval, cuts } = settings;
  const schedule = { initialSparsity, startStep: 0, interval, cuts };
  return {
    by,
    shareFrom: (step) => (cutsAt(schedule, step) ? gradualSparsity(schedule, sparsity, step) : null),
    masks: (share, matrices) => cutMasks(settings, share, matrices),
  };
}

/**
 * The smallest scores go, as many as the share says, and what is gone already is among them. Under a pattern only such
 * weights go as it takes in the end, so that a cut before the last is never one too many for its group.
 */
export function cutMasks(
  { pattern, scope }: Pick<CuttingSettings, 'pattern' | 'scope'>,
  share: number,
  matrices: readonly ScoredMatrix[],
): readonly Uint8Array[] {
  const problems = patternProblems(pattern, matrices);
  if (problems.length > 0) throw new TrimtabError('bad-config', {}, problems);
  const competing = scope === 'global' ? [matrices] : matrices.map((matrix) => [matrix]);
  return competing.flatMap((group) => cutTogether(pattern, share, group));
}

function cutTogether(pattern: Pattern, share: number, matrices: readonly ScoredMatrix[]): readonly Uint8Array[] {
  const size = matrices.reduce((sum, { scores }) => sum + scores.length, 0);
  const scores = new Float64Array(size);
  const mask = new Uint8Array(size).fill(1);
  let start = 0;
  for (const matrix of matrices) {
    scores.set(comparable(matrix, pattern), start);
    start += matrix.scores.length;
  }
  removeSmallest(scores, prunedCount(size, share), mask);
  start = 0;
  return matrices.map(({ scores: { length }, stays }) => {
    const own = mask.slice(start, (start += length));
    return stays ? own.map((one, i) => one & (stays[i] ?? 0)) : own;
  });
}

/** What is gone for good goes first; what the pattern spares, last. */
function comparable({ scores, stays }: ScoredMatrix, pattern: Pattern): Float64Array {
  const all = Float64Array.from(scores, (score, i) => (stays?.[i] === 0 ? -Infinity : score));
  const grouping = groupingOf(pattern);
  if (!grouping) return all;
  const spared = new Uint8Array(all.length).fill(1);
  removeInGroups(all, grouping, spared);
  return all.map((score, i) => (spared[i] === 1 && score !== -Infinity ? Infinity : score));
}
