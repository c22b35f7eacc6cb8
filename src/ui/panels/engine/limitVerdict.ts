/** What keeps a step from being shorter, and what follows from it, in a sentence. */
import type { StepLimit } from '../../../domain/limits/roofline.ts';
import type { EngineWord } from '../../context/engineWords.ts';
import type { StepTimes } from './useStepLimit.ts';

/** Below this a step is faster than the limit, and not just measured a little differently. */
const tolerance = 0.95;
/** So many limits cannot be explained by what the limit is made of. */
const far = 5;

export function limitVerdict({ limitMs, bound }: StepLimit, { stepMs, hostMs }: StepTimes): EngineWord {
  if (stepMs < tolerance * limitMs) return 'limitFaster';
  if (hostMs !== null && hostMs > stepMs / 2) return 'limitHost';
  if (stepMs > far * limitMs) return 'limitFar';
  return `limitBound-${bound}`;
}
