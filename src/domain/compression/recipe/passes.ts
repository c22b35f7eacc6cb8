/** Every method that can stand in a recipe, and of which kind it is. */
import { registry } from '../../core/definition.ts';
import { inputMethods } from '../inputs/index.ts';
import { lowRankMethods } from '../low-rank/index.ts';
import { pruners } from '../pruners/index.ts';
import { structuredPruners } from '../pruners/structured/index.ts';
import { quantizers } from '../quantizers/index.ts';
import { sharingMethods } from '../sharing/index.ts';
import { trainers } from '../training/index.ts';
import { mixed } from './mixed.ts';

/** Movement pruning is a pass that trains. */
const oneShotPruners = registry(pruners.random, pruners.magnitude, pruners.wanda, pruners['sparse-gpt']);

export const passMethods = {
  ...quantizers,
  ...registry(mixed),
  ...oneShotPruners,
  ...structuredPruners,
  ...lowRankMethods,
  ...sharingMethods,
  ...inputMethods,
  ...trainers,
} as const;

export type PassId = keyof typeof passMethods;

export type PassKind = 'quantize' | 'prune' | 'factorize' | 'share' | 'inputs' | 'train';

export function kindOf(id: PassId): PassKind {
  if (id in trainers) return 'train';
  if (id in quantizers || id === mixed.id) return 'quantize';
  if (id in pruners || id in structuredPruners) return 'prune';
  if (id in inputMethods) return 'inputs';
  return id in lowRankMethods ? 'factorize' : 'share';
}

/** Whether the method has to see what goes into the matrices. */
export function needsCalibration(id: PassId): boolean {
  const method = passMethods[id];
  return 'needs' in method && method.needs === 'calibration';
}
