/** How two times compare, in words. */
import type { SayExecution } from './useExecutionWords.ts';
import { times } from './variantFigures.ts';

/** Timings on a busy machine are no surer than this. */
const noise = 0.03;

export function speedText(say: SayExecution, beforeMs: number, afterMs: number): string {
  const ratio = beforeMs / afterMs;
  if (Math.abs(ratio - 1) < noise) return say('sameTime');
  return ratio > 1 ? say('faster', { times: times(ratio) }) : say('slower', { times: times(1 / ratio) });
}
