/**
 * Times training steps in rounds, because machines get faster and slower: in each, steps that are awaited one by one, then
 * steps as in a run. Where a step takes seconds there are fewer rounds, and where it takes many, a single step.
 */
import type { StepResult, TrainingSession } from '../../engine/train/trainingSession.ts';
import { median } from '../statistics.ts';

const rounds = 5;
/** Time for the steps of one half of a round. */
const turnMs = 500;
const mostSteps = 200;
/** Time for all rounds. */
const totalMs = 12_000;
/** A step that takes longer than this is not made again and again. */
const patienceMs = 5000;

export interface MeasuredSteps {
  /** The median of each round. */
  readonly awaitedMs: readonly number[];
  readonly inRunMs: readonly number[];
  readonly hostMs: number;
  readonly stepsPerRound: number;
  readonly cutShort: boolean;
  readonly first: StepResult;
  readonly last: StepResult;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { ms: performance.now() - startedAt, result };
}

async function followed(session: TrainingSession, steps: number): Promise<StepResult> {
  let current = session.update();
  for (let i = 1; i < steps; i++) {
    const next = session.update();
    await current;
    current = next;
  }
  return current;
}

/** @param roundDone is told the share of the work that is done */
export async function measureSteps(
  session: TrainingSession,
  roundDone: (share: number) => void,
): Promise<MeasuredSteps> {
  // The first step compiles, and records where steps are recorded.
  const first = await session.update();
  const second = await timed(() => session.update());
  if (second.ms > patienceMs) {
    const { ms, result: last } = second;
    return { awaitedMs: [ms], inRunMs: [], hostMs: last.hostMs, stepsPerRound: 1, cutShort: true, first, last };
  }
  const { ms } = await timed(() => session.update());
  const stepsPerRound = Math.max(2, Math.min(mostSteps, Math.ceil(turnMs / ms)));
  const count = Math.max(1, Math.min(rounds, Math.floor(totalMs / (2 * stepsPerRound * ms))));
  const [awaitedMs, inRunMs, hostMs]: [number[], number[], number[]] = [[], [], []];
  let last = second.result;
  for (let round = 0; round < count; round++) {
    roundDone((1 + round) / (1 + count));
    const times: number[] = [];
    for (let i = 0; i < stepsPerRound; i++) {
      const step = await timed(() => session.update());
      times.push(step.ms);
      hostMs.push(step.result.hostMs);
    }
    awaitedMs.push(median(times));
    const run = await timed(() => followed(session, stepsPerRound));
    inRunMs.push(run.ms / stepsPerRound);
    last = run.result;
  }
  return { awaitedMs, inRunMs, hostMs: median(hostMs), stepsPerRound, cutShort: false, first, last };
}
