/** The current run before there is one, and what its phases allow. */
import type { CurrentPhase, RunState } from '../contract.ts';

export const initialRun: RunState = {
  runId: null,
  phase: 'idle',
  status: null,
  config: null,
  ownText: null,
  facts: null,
  data: null,
  flags: [],
  latest: null,
  latestValidation: null,
  samples: [],
  confusion: null,
  checkpoint: null,
  resumedAt: null,
  profile: null,
  profiling: null,
  busy: false,
};

/** The worker is at it, or would be but for the person. */
export const isActive = (phase: CurrentPhase): boolean => ['preparing', 'running', 'paused'].includes(phase);

/** The worker holds its model: it can generate, be evaluated and take live changes. */
export const isHeld = (phase: CurrentPhase): boolean => ['running', 'paused', 'finished'].includes(phase);
