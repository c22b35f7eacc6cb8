/**
 * Movement pruning: scores are summed on the backend in every step, and masks drawn from them as often as a gradual pass
 * draws its own. A masked weight rests but its score goes on, so that a later mask may bring it back.
 */
import { movement as pruner } from '../pruners/movement.ts';
import type { TrainerDefinition } from './contract.ts';
import { cuttingBy, cuttingParams, cuttingProblems } from './cutting.ts';

export const movement: TrainerDefinition<'movement', typeof cuttingParams> = {
  id: pruner.id,
  name: { en: 'Movement pruning', zh: '移动剪枝' },
  summary: pruner.summary,
  formula: pruner.formula,
  source: pruner.source,
  params: cuttingParams,
  check: cuttingProblems,
  levels: () => null,
  cutting: (settings) => cuttingBy('movement', settings, 0),
};
