/** What the kernels of a step take, averaged over several steps that are made for it. */
import type { KernelTime, NoProfile, StepProfile } from '../../protocol/protocol.ts';
import type { TrainingSession } from './trainingSession.ts';

export interface ProfileOptions {
  readonly session: Pick<TrainingSession, 'execution' | 'profileNext'>;
  readonly steps: number;
  /** Whether a further step may be made. */
  readonly more: () => boolean;
  readonly step: () => Promise<void>;
  /** Called with the number of steps timed so far. */
  readonly tell: (made: number) => void;
}

const none = (reason: NoProfile): StepProfile => ({ kind: 'none', reason });

export async function profileSteps({ session, steps, more, step, tell }: ProfileOptions): Promise<StepProfile> {
  const timed: (readonly KernelTime[])[] = [];
  let missed = false;
  tell(0);
  while (timed.length < steps && more()) {
    const asked = session.profileNext();
    await step();
    const times = await asked;
    if (times !== null) {
      timed.push(times);
      tell(timed.length);
    } else {
      if (session.execution().kind !== 'recorded') return none('not-recorded');
      // The first step, and the first one with other settings, is written down and cannot be timed; two in a row are not.
      if (missed) return none('too-many-kernels');
    }
    missed = times === null;
  }
  return timed.length === 0 ? none('no-steps') : { kind: 'measured', steps: timed.length, kernels: averageOf(timed) };
}

function averageOf(timed: readonly (readonly KernelTime[])[]): readonly KernelTime[] {
  const sums = new Map<string, { runs: number; ms: number }>();
  for (const { kernel, runs, ms } of timed.flat()) {
    const before = sums.get(kernel) ?? { runs: 0, ms: 0 };
    sums.set(kernel, { runs: before.runs + runs, ms: before.ms + ms });
  }
  return Array.from(sums, ([kernel, { runs, ms }]) => ({
    kernel,
    runs: runs / timed.length,
    ms: ms / timed.length,
  })).toSorted((a, b) => b.ms - a.ms);
}
