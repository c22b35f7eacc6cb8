/**
 * One of the models in a race: a session with its clock, its validations and its earlier states. It makes single steps
 * when it is told to; `race.ts` decides whose turn it is.
 */
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { MetricColumn } from '../../protocol/protocol.ts';
import type { MemberPhase, MemberStatus } from '../../protocol/races.ts';
import { breath } from '../breath.ts';
import { failureReport } from '../failures.ts';
import { stepClock } from '../train/clock.ts';
import { earlyStop } from '../train/earlyStop.ts';
import type { TrainingSession, TrainingState } from '../train/trainingSession.ts';
import { snapshots } from './snapshots.ts';

export interface Member {
  readonly id: string;
  readonly session: TrainingSession;
  readonly phase: () => MemberPhase;
  /** Done, of what it is to do. */
  readonly share: () => number;
  readonly status: () => MemberStatus;
  /** One update with the validation that is due. Failures end its race and no other's. */
  advance(stopped: () => boolean): Promise<void>;
  /** Spent on its own steps; up to an earlier one, as much of it as its share of them. */
  readonly spentSeconds: (step: number) => number;
  /** Weights and optimizer at a kept step, or now; null where that step was not kept. */
  readonly stateAt: (step: number) => Promise<TrainingState | null>;
  fail(error: ErrorReport): void;
}

export interface MemberOptions {
  readonly id: string;
  readonly session: TrainingSession;
  readonly explain: (thrown: unknown) => Promise<unknown>;
  readonly metrics: (step: number, values: Readonly<Record<MetricColumn, number>>, norms: Float32Array) => void;
}

/** Of all kept states of a member together. */
const snapshotBytes = 192 * 2 ** 20;
const mostSnapshots = 12;

export function createMember({ id, session, explain, metrics }: MemberOptions): Member {
  const clock = stepClock();
  const stopping = earlyStop(session);
  const { weightBytes, optimizerBytes, tokensPerStep } = session.facts;
  const kept = snapshots(
    Math.min(mostSnapshots, Math.max(2, Math.floor(snapshotBytes / (weightBytes + optimizerBytes)))),
  );
  let phase: MemberPhase = 'racing';
  let error: ErrorReport | null = null;
  const first = session.step;
  let updates = first;
  let spentMs = 0;

  const total = (): number => session.config.training.steps;

  const fail = (report: ErrorReport): void => {
    phase = 'failed';
    error = report;
  };

  async function step(stopped: () => boolean): Promise<void> {
    if (kept.steps().length === 0) kept.add(await session.snapshot());
    const startedAt = performance.now();
    const result = await session.update();
    const stepMs = performance.now() - startedAt;
    updates = result.step;
    spentMs += stepMs;
    clock.add(stepMs, result.hostMs);
    const { evalEvery, evalWindows } = session.config.training;
    const atEnd = updates >= total();
    const due = atEnd || updates % evalEvery === 0;
    const pause = async (): Promise<boolean> => {
      await breath();
      return stopped();
    };
    const read = due ? await session.evaluate(atEnd ? Infinity : evalWindows, pause) : null;
    // What was interrupted is no figure.
    const validation = stopped() ? null : read;
    metrics(
      updates,
      {
        trainLossNats: result.lossNats,
        valLossNats: validation?.lossNats ?? Number.NaN,
        accuracy: validation?.accuracy ?? Number.NaN,
        learningRate: result.learningRate,
        gradNorm: result.gradNorm,
        stepMs,
        tokensPerSecond: (1000 * tokensPerStep) / (clock.medianStepMs() ?? stepMs),
        memoryBytes: result.memoryBytes,
        elapsedSeconds: spentMs / 1000,
        tokensSeen: updates * tokensPerStep,
      },
      result.norms,
    );
    if (validation === null) return;
    if (!atEnd) session.watch(validation.lossNats);
    kept.add(await session.snapshot());
    if (atEnd || (await stopping.observe(validation.lossNats))) phase = 'finished';
  }

  return {
    id,
    session,
    phase: () => phase,
    share: () => updates / total(),
    status: () => ({
      id,
      phase,
      step: updates,
      totalSteps: total(),
      stepMs: clock.medianStepMs(),
      snapshots: kept.steps(),
      error,
    }),
    async advance(stopped) {
      try {
        await step(stopped);
      } catch (thrown) {
        fail(failureReport(await explain(thrown)));
      }
    },
    spentSeconds: (upTo) => (updates === first ? 0 : (spentMs / 1000) * ((upTo - first) / (updates - first))),
    stateAt: async (wanted) => kept.at(wanted) ?? (wanted === updates ? session.snapshot() : null),
    fail,
  };
}
