/**
 * The life of a run around its session: running, pausing, validating, writing samples, storing checkpoints, ending.
 * Commands take effect between steps. What it has to say goes through hooks; it knows no messages.
 */
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { MetricColumn, RunPhase, RunStatus, Sample, StepProfile } from '../../protocol/protocol.ts';
import { breath } from '../breath.ts';
import { failureReport } from '../failures.ts';
import { noCounts, type GpuCounts } from '../gpu/counters.ts';
import { stepClock } from './clock.ts';
import { earlyStop } from './earlyStop.ts';
import type { Evaluation } from './evaluate.ts';
import { profileSteps } from './profileSteps.ts';
import { writeSample } from './sample.ts';
import type { StepResult, TrainingSession } from './trainingSession.ts';
import { createStopwatch } from './stopwatch.ts';

export type MetricValues = Readonly<Record<MetricColumn, number>>;

export interface RunHooks {
  status(status: RunStatus): void;
  /** @param norms see `StepReadings.norms` */
  metrics(step: number, values: MetricValues, norms: Float32Array): void;
  sample(sample: Sample): void;
  /** @param whole all that is held out was read */
  validated?(evaluation: Evaluation, whole: boolean): void;
  /** Stores a checkpoint; a failure to store does not end the run. */
  checkpoint(): Promise<void>;
  failed(error: ErrorReport, step: number): void;
}

export interface RunOptions {
  readonly runId: string;
  readonly session: TrainingSession;
  /** Training time up to the checkpoint that the session starts from. */
  readonly elapsedSeconds: number;
  /** The cause behind what a backend threw, where it is known better. */
  readonly explain: (thrown: unknown) => Promise<unknown>;
  readonly hooks: RunHooks;
}

export interface Run {
  readonly session: TrainingSession;
  status(): RunStatus;
  /** Time in which the run was running, validation and samples included. */
  readonly elapsedSeconds: () => number;
  figures(): RunFigures;
  start(): void;
  /** At once; the step in progress is finished and a checkpoint stored after the answer. */
  pause(): RunStatus;
  /** Exactly one update, then paused. */
  step(): Promise<RunStatus>;
  /** Ends the run, stores what it has learned since its last checkpoint, and frees its memory. */
  stop(): Promise<RunStatus>;
  /** Resolves with the update from which the settings hold. */
  reconfigure(config: ExperimentConfig): Promise<number>;
  /** Does something between two steps, while the weights stand still; training goes on afterwards. */
  atRest<T>(work: () => Promise<T>): Promise<T>;
  /** Times the next steps kernel by kernel. A paused run makes them and is paused again. `tell`: how many are there. */
  profile(steps: number, tell: (made: number) => void): Promise<StepProfile>;
  /** Whether commands should be given up. */
  readonly stopped: () => boolean;
  /** Ends the run with an error from outside, such as a lost device. */
  fail(thrown: unknown): void;
}

/** What a summary needs. NaN before the first step. */
export interface RunFigures {
  readonly peakBytes: number;
  readonly medianStepMs: number;
  readonly medianHostMs: number;
  readonly trainLossNats: number;
  readonly calls: GpuCounts;
}

/** Between two checkpoints while running; the first comes soon, so that even a young run survives a reload. */
const checkpointSeconds = 15;
const firstCheckpointSeconds = 3;

const callsOf = (last: StepResult | null): { readonly dispatches: number; readonly submits: number } => ({
  dispatches: last?.calls.dispatches ?? 0,
  submits: last?.calls.submits ?? 0,
});

export function createRun({ runId, session, elapsedSeconds, explain, hooks }: RunOptions): Run {
  const clock = stepClock();
  const stopwatch = createStopwatch(elapsedSeconds);
  let phase: RunPhase = 'paused';
  const stopping = earlyStop(session);
  /** It has ended before its plan. */
  let over = false;
  let peakBytes = 0;
  let last: StepResult | null = null;
  /** Updates whose figures are known. */
  let updates = session.step;
  let doneAt = 0;
  /** The update behind the one that is waited for, so that a GPU need not wait for us. */
  let ahead: Promise<StepResult> | null = null;
  let storedAt = performance.now() - 1000 * (checkpointSeconds - firstCheckpointSeconds);
  let storedStep = session.step;
  /** The first sample of a session shows what the model writes before it has learned. */
  let sampled = false;
  /** Work that wants the weights to stand still; the loop ends while there is some. */
  let guests = 0;
  /** Everything that has been asked for, one after another. */
  let resting: Promise<void> = Promise.resolve();

  let misses = session.missesValidation();

  const total = (): number => session.config.training.steps;
  const ended = (): boolean => over || updates >= total();

  const status = (): RunStatus => {
    const stepMs = clock.medianStepMs();
    const hostMs = clock.medianHostMs();
    const left = Math.max(0, total() - updates);
    return {
      runId,
      phase,
      step: updates,
      totalSteps: total(),
      secondsLeft: stepMs === null ? null : (stepMs * left) / 1000,
      cost:
        stepMs === null || hostMs === null
          ? null
          : { stepMs, hostMs, ...callsOf(last), execution: session.execution() },
    };
  };

  // Functions, because commands change the phase while an await is pending and narrowing would not see it.
  const stopped = (): boolean => phase === 'stopped';
  const running = (): boolean => phase === 'running';
  const underWay = (): boolean => ahead !== null;
  const undisturbed = (): boolean => running() && guests === 0;
  const resumable = (): boolean => phase === 'paused' || phase === 'finished';

  const enter = (next: RunPhase): void => {
    phase = next;
    hooks.status(status());
  };

  const fail = (thrown: unknown): void => {
    if (phase === 'failed' || stopped()) return;
    enter('failed');
    hooks.failed(failureReport(thrown), updates);
  };

  const store = async (): Promise<void> => {
    storedAt = performance.now();
    if (storedStep === session.step) return;
    storedStep = session.step;
    await hooks.checkpoint();
  };

  /** Appends to what has been asked for; failures end the run. */
  const queue = (work: () => Promise<void>): Promise<void> => {
    resting = resting.then(work).catch(async (thrown) => fail(await explain(thrown)));
    return resting;
  };

  /** Validation due after an update: null when none. At the end everything is read. */
  const validationWindows = (step: number): number | null => {
    if (step >= total()) return Infinity;
    return step % session.config.training.evalEvery === 0 ? session.config.training.evalWindows : null;
  };

  /** The next update's figures; with `hurry`, the one after it is begun before they are there. */
  async function nextUpdate(hurry: boolean): Promise<{ readonly result: StepResult; readonly stepMs: number }> {
    const startedAt = ahead ? doneAt : performance.now();
    const current = ahead ?? session.update();
    ahead = null;
    const unattended = sampled && validationWindows(updates + 1) === null && session.execution().kind === 'recorded';
    if (hurry && unattended && undisturbed()) {
      ahead = session.update();
      // Whoever waits for it sees its failure; nobody does after a failure of this one.
      ahead.catch(() => {});
    }
    try {
      const result = await current;
      updates = result.step;
      doneAt = performance.now();
      return { result, stepMs: doneAt - startedAt };
    } catch (thrown) {
      ahead = null;
      throw thrown;
    }
  }

  /** A validation is read to its end even if the run is paused meanwhile, so that a partial figure never shows. */
  const interrupted = async (): Promise<boolean> => {
    await breath();
    return stopped();
  };

  /** What the run before was ended in the middle of, so that the schedule goes on as if it had not been. */
  async function catchUp(): Promise<void> {
    if (!misses) return;
    const { lossNats } = await session.evaluate(session.config.training.evalWindows, interrupted);
    if (stopped()) return;
    misses = false;
    session.watch(lossNats);
  }

  async function advance(hurry: boolean): Promise<void> {
    await catchUp();
    // What is under way is waited for even then.
    if (stopped() && !underWay()) return;
    const { result, stepMs } = await nextUpdate(hurry);
    clock.add(stepMs, result.hostMs);
    last = result;
    peakBytes = Math.max(peakBytes, result.memoryBytes);
    const windows = validationWindows(result.step);
    let read: Evaluation | null = windows === null ? null : await session.evaluate(windows, interrupted);
    if (read && !stopped() && windows !== Infinity) session.watch(read.lossNats);
    if (read && !stopped() && (await stopping.observe(read.lossNats))) {
      over = true;
      // Of the weights that are there now, as at any other end.
      read = await session.evaluate(Infinity, interrupted);
    }
    const validation = stopped() ? null : read;
    const values: MetricValues = {
      trainLossNats: result.lossNats,
      valLossNats: validation?.lossNats ?? Number.NaN,
      accuracy: validation?.accuracy ?? Number.NaN,
      learningRate: result.learningRate,
      gradNorm: result.gradNorm,
      stepMs,
      tokensPerSecond: (1000 * session.facts.tokensPerStep) / (clock.medianStepMs() ?? stepMs),
      memoryBytes: result.memoryBytes,
      elapsedSeconds: stopwatch.seconds(),
      tokensSeen: result.step * session.facts.tokensPerStep,
    };
    hooks.metrics(result.step, values, result.norms);
    if (validation) hooks.validated?.(validation, windows === Infinity || over);
    if (stopped() || (!validation && sampled)) return;
    sampled = true;
    hooks.sample(await writeSample(runId, session, stopped));
  }

  /** Whoever asks for more than an early end gets it. */
  const goOn = (): void => {
    if (over) stopping.reset();
    over = false;
  };

  async function loop(): Promise<void> {
    stopwatch.start();
    try {
      while (underWay() || (undisturbed() && !ended())) {
        await advance(true);
        if (performance.now() - storedAt > checkpointSeconds * 1000) await store();
        await breath();
      }
    } finally {
      stopwatch.stop();
    }
    if (undisturbed()) {
      await store();
      enter('finished');
    }
  }

  async function once(): Promise<void> {
    if (!resumable()) return;
    stopwatch.start();
    await advance(false).finally(stopwatch.stop);
    if (resumable()) enter(ended() ? 'finished' : 'paused');
    await store();
  }

  async function atRest<T>(work: () => Promise<T>): Promise<T> {
    guests += 1;
    const done = resting.then(work);
    resting = done.then(
      () => {},
      () => {},
    );
    try {
      return await done;
    } finally {
      guests -= 1;
      if (undisturbed()) void queue(loop);
    }
  }

  async function profile(steps: number, tell: (made: number) => void): Promise<StepProfile> {
    const began = phase;
    if (!running() && began !== 'paused') return { kind: 'none', reason: 'no-steps' };
    const more = (): boolean => (running() || phase === began) && !ended();
    stopwatch.start();
    try {
      return await profileSteps({ session, steps, more, step: () => advance(false), tell });
    } catch (thrown) {
      fail(await explain(thrown));
      return { kind: 'none', reason: 'no-steps' };
    } finally {
      stopwatch.stop();
      if (phase === 'paused') {
        enter(ended() ? 'finished' : 'paused');
        await store();
      }
    }
  }

  return {
    session,
    status,
    stopped,
    elapsedSeconds: stopwatch.seconds,
    figures: () => ({
      peakBytes,
      medianStepMs: clock.medianStepMs() ?? Number.NaN,
      medianHostMs: clock.medianHostMs() ?? Number.NaN,
      trainLossNats: last?.lossNats ?? Number.NaN,
      calls: last?.calls ?? noCounts,
    }),
    start() {
      if (!resumable()) return;
      goOn();
      enter('running');
      void queue(loop);
    },
    pause() {
      if (running()) {
        enter('paused');
        void queue(async () => (phase === 'paused' ? store() : undefined));
      }
      return status();
    },
    async step() {
      goOn();
      if (running()) enter('paused');
      await queue(once);
      return status();
    },
    async stop() {
      const before = phase;
      phase = 'stopped';
      await resting;
      if (before === 'running' || before === 'paused') await store();
      await session.dispose();
      // A run that had ended stays as it ended.
      if (before === 'running' || before === 'paused') hooks.status(status());
      return { ...status(), phase: 'stopped' };
    },
    async reconfigure(config) {
      const step = await session.reconfigure(config);
      hooks.status(status());
      return step;
    },
    atRest,
    profile: (steps, tell) => atRest(() => profile(steps, tell)),
    fail,
  };
}
