/** When kernels can be tried, steps be profiled and factors be rounded to half precision, and why not. */
import type { NoProfile } from '../protocol/protocol.ts';
import type { AppState } from './contract.ts';
import { isHeld } from './run/runState.ts';

const onGpu = ({ engine }: AppState): boolean => engine.status?.backend === 'webgpu';

/** Which kernels there are to try follows from the run. */
export const canTune = (state: AppState): boolean => onGpu(state) && isHeld(state.run.phase) && !isOccupied(state);

/** One after another, or the times would be of both. */
const isOccupied = ({ engine, run }: AppState): boolean => engine.tuning || engine.measuring || run.profiling !== null;

export const canProfile = (state: AppState): boolean => whyNoProfile(state) === null && !isOccupied(state);

/** Null where products can take their factors in half precision. */
export function whyNoHalf({ engine }: AppState): 'not-known' | 'no-gpu' | 'no-feature' | null {
  if (engine.status === null) return 'not-known';
  if (engine.status.backend !== 'webgpu') return 'no-gpu';
  return engine.status.features.includes('shader-f16') ? null : 'no-feature';
}

/** Null where the next steps can be timed kernel by kernel. */
export function whyNoProfile(state: AppState): NoProfile | null {
  const { engine, run } = state;
  if (!onGpu(state)) return 'no-gpu';
  if (engine.status?.features.includes('timestamp-query') !== true) return 'no-clock';
  if (run.status?.cost?.execution.kind === 'eager') return 'not-recorded';
  return run.phase === 'running' || run.phase === 'paused' ? null : 'no-steps';
}
