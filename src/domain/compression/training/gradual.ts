/** Gradual pruning of a trained model: the smallest weights go in many cuts, and training makes up for each. */
import type { ParamSpecs } from '../../core/params.ts';
import { gradual as schedule, gradualParams, gradualProblems } from '../pruners/gradual.ts';
import type { TrainerDefinition } from './contract.ts';
import { cuttingBy, cuttingParams, cuttingProblems } from './cutting.ts';

const { sparsity, ...others } = cuttingParams;
const params = {
  sparsity,
  initialSparsity: { ...gradualParams.initialSparsity, advanced: true },
  ...others,
} as const satisfies ParamSpecs;

export const gradual: TrainerDefinition<'gradual', typeof params> = {
  ...schedule,
  params,
  check(settings) {
    const cutting = cuttingProblems(settings);
    // That of the pattern, where it is another one: what is repaired has to be legal at once.
    const final = cutting.find(({ path }) => path === 'sparsity')?.nearest ?? settings.sparsity;
    return [...cutting, ...gradualProblems({ ...settings, startStep: 0 }, Number(final))];
  },
  levels: () => null,
  cutting: (settings) => cuttingBy('magnitude', settings, settings.initialSparsity),
};
