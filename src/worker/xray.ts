/** Answers the x-ray's questions about the run, between two steps; keeps earlier weights of it for the path. */
import { TrimtabError } from '../domain/core/errors.ts';
import { measureConflicts } from '../engine/xray/conflicts.ts';
import { measureLandscape, type Remembered } from '../engine/xray/landscape.ts';
import { measureNoise, type Job } from '../engine/xray/noise.ts';
import { readMixing, readText } from '../engine/xray/readText.ts';
import { spreadsOf } from '../engine/xray/spreads.ts';
import type { Run } from '../engine/train/run.ts';
import type { TrainingSession } from '../engine/train/trainingSession.ts';
import type { Emit, Handlers } from '../protocol/protocol.ts';
import type { XrayRequests } from '../protocol/xray.ts';

export interface XrayParts {
  readonly emit: Emit;
  readonly runOf: (runId: string) => Run;
  readonly atStandstill: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Of earlier weights together; when there are more, every second one is forgotten. */
const mostBytes = 192 * 2 ** 20;
const mostRemembered = 24;

export function xray({ emit, runOf, atStandstill }: XrayParts): Pick<Handlers, keyof XrayRequests> {
  const memories = new WeakMap<TrainingSession, Remembered[]>();
  const jobs = new Set<{ cancelled: boolean }>();

  const sessionOf = (runId: string): TrainingSession => {
    const { session } = runOf(runId);
    if (session.frozen) throw new TrimtabError('not-trainable', { parameters: session.facts.parameters });
    return session;
  };

  /** Work that takes long, tells how far it is, and can be cancelled. */
  async function cancellable<T>(runId: string, work: (job: Job) => Promise<T>): Promise<T> {
    const session = sessionOf(runId);
    const { stopped } = runOf(runId);
    const state = { cancelled: false };
    jobs.add(state);
    try {
      return await atStandstill(() => {
        const startedAt = performance.now();
        return work({
          session,
          progress: (done, of) => emit('xray.progress', { runId, done, of, elapsedMs: performance.now() - startedAt }),
          cancelled: () => state.cancelled || stopped(),
        });
      });
    } finally {
      jobs.delete(state);
    }
  }

  async function remember(session: TrainingSession): Promise<readonly number[]> {
    const kept = memories.get(session) ?? [];
    memories.set(session, kept);
    // A run that has gone back has another path from there on.
    const { step } = session;
    while ((kept.at(-1)?.step ?? -1) >= step) kept.pop();
    kept.push({ step, weights: await session.evaluatedWeights() });
    const room = Math.min(mostRemembered, Math.floor(mostBytes / session.facts.weightBytes));
    if (kept.length > Math.max(2, room)) {
      kept.splice(0, kept.length, ...kept.filter((_, i) => i % 2 === (kept.length - 1) % 2));
    }
    return kept.map((one) => one.step);
  }

  return {
    'xray.spreads': async ({ runId }) => {
      const session = sessionOf(runId);
      return atStandstill(() => spreadsOf(session));
    },
    'xray.read': async ({ runId, text }) => {
      const session = sessionOf(runId);
      return atStandstill(() => readText(session, text));
    },
    'xray.mixing': async ({ runId, ...request }) => {
      const session = sessionOf(runId);
      return atStandstill(() => readMixing(session, request));
    },
    'xray.noise': ({ runId, repeats }) => cancellable(runId, (job) => measureNoise(job, repeats)),
    'xray.remember': async ({ runId }) => {
      const session = sessionOf(runId);
      return atStandstill(() => remember(session));
    },
    'xray.landscape': ({ runId, ...request }) =>
      cancellable(runId, (job) => measureLandscape(job, request, memories.get(job.session) ?? [])),
    'xray.conflicts': ({ runId }) => cancellable(runId, measureConflicts),
    async 'xray.cancel'() {
      jobs.forEach((job) => (job.cancelled = true));
      return null;
    },
  };
}
