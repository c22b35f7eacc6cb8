/**
 * The life of a run around its session: running, pausing, validating, writing samples, storing checkpoints, ending.
 * Commands take effect between steps. What it has to say goes through hooks; it knows no messages.
 */
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { MetricColumn, RunPhase, RunStatus, Sample } from '../../protocol/protocol.ts';
import { breath } from '../breath.ts';
import { failureReport } from '../failures.ts';
import type { Progress } from '../../domain/files/checkpoint.ts';
import { stepClock } from './clock.ts';
import type { Evaluation } from './evaluate.ts';
import { writeSample } from './sample.ts';
import type { TrainingSession } from './session.ts';

export type MetricValues = Readonly<Record<MetricColumn, number>>;

export interface RunHooks {
  status(status: RunStatus): void;
  metrics(step: number, values: MetricValues): void;
  sample(sample: Sample): void;
  /** Stores a checkpoint; a failure to store does not end the run. */
  checkpoint(): Promise<void>;
  failed(error: ErrorReport, step: number): void;
}

export interface RunOptions {
  readonly runId: string;
  readonly session: TrainingSession;
  /** Of the checkpoint that the session starts from; zero at the start. */
  readonly progress: Progress;
  /** The cause behind what a backend threw, where it is known better. */
  readonly explain: (thrown: unknown) => Promise<unknown>;
  readonly hooks: RunHooks;
}

export interface Run {
  readonly session: TrainingSession;
  status(): RunStatus;
  progress(): Progress;
  peakBytes(): number;
  medianStepMs(): number;
  medianHostMs(): number;
  lastTrainLoss(): number;
  start(): void;
  /** At once; the step in progress is finished and a checkpoint stored after the answer. */
  pause(): RunStatus;
  step(): Promise<RunStatus>;
  /** Ends the run for good and frees its memory. */
  stop(): Promise<RunStatus>;
  /** Returns the update from which the settings hold. */
  reconfigure(config: ExperimentConfig): number;
  /** Ends the run with an error from outside, such as a lost device. */
  fail(thrown: unknown): void;
}

/** Between two checkpoints while running. */
const checkpointSeconds = 15;

export function createRun({ runId, session, progress: start, explain, hooks }: RunOptions): Run {
  const clock = stepClock();
  let phase: RunPhase = 'paused';
  let tokensSeen = start.tokensSeen;
  let elapsedSeconds = start.elapsedSeconds;
  let peakBytes = 0;
  let trainLoss = Number.NaN;
  let storedAt = performance.now();
  /** The first sample of a session shows what the model writes before it has learned. */
  let sampled = false;
  /** The loop in progress, so that a command can wait until it has come to rest. */
  let resting: Promise<void> = Promise.resolve();

  const total = (): number => session.config.training.steps;

  const status = (): RunStatus => {
    const stepMs = clock.medianStepMs();
    const left = Math.max(0, total() - session.step);
    return {
      runId,
      phase,
      step: session.step,
      totalSteps: total(),
      secondsLeft: stepMs === null ? null : (stepMs * left) / 1000,
    };
  };

  // Functions, because commands change the phase while an await is pending and narrowing would not see it.
  const stopped = (): boolean => phase === 'stopped';
  const running = (): boolean => phase === 'running';

  const enter = (next: RunPhase): void => {
    phase = next;
    hooks.status(status());
  };

  const fail = (thrown: unknown): void => {
    if (phase === 'failed' || stopped()) return;
    enter('failed');
    hooks.failed(failureReport(thrown), session.step);
  };

  const store = async (): Promise<void> => {
    storedAt = performance.now();
    await hooks.checkpoint();
  };

  /** Validation due after this step: null when none. At the end everything is read. */
  const validationWindows = (): number | null => {
    if (session.step >= total()) return Infinity;
    return session.step % session.config.training.evalEvery === 0 ? session.config.training.evalWindows : null;
  };

  /** A validation is read to its end even if the run is paused meanwhile, so that a partial figure never shows. */
  const interrupted = async (): Promise<boolean> => {
    await breath();
    return stopped();
  };

  async function sample(): Promise<void> {
    sampled = true;
    hooks.sample(await writeSample(runId, session));
  }

  async function advance(): Promise<void> {
    const startedAt = performance.now();
    const result = await session.update();
    const stepMs = performance.now() - startedAt;
    clock.add(stepMs, result.hostMs);
    tokensSeen += session.facts.tokensPerStep;
    elapsedSeconds += stepMs / 1000;
    trainLoss = result.lossNats;
    const windows = validationWindows();
    const validation: Evaluation | null = windows === null ? null : await session.evaluate(windows, interrupted);
    if (stopped()) return;
    elapsedSeconds = elapsedSeconds - stepMs / 1000 + (performance.now() - startedAt) / 1000;
    peakBytes = Math.max(peakBytes, result.memoryBytes);
    hooks.metrics(session.step, {
      trainLossNats: result.lossNats,
      valLossNats: validation?.lossNats ?? Number.NaN,
      accuracy: validation?.accuracy ?? Number.NaN,
      learningRate: result.learningRate,
      gradNorm: result.gradNorm,
      stepMs,
      tokensPerSecond: (1000 * session.facts.tokensPerStep) / (clock.medianStepMs() ?? stepMs),
      memoryBytes: result.memoryBytes,
      elapsedSeconds,
      tokensSeen,
    });
    if (validation || !sampled) await sample();
  }

  async function loop(): Promise<void> {
    try {
      while (running() && session.step < total()) {
        await advance();
        if (performance.now() - storedAt > checkpointSeconds * 1000) await store();
        await breath();
      }
      if (running()) {
        await store();
        enter('finished');
      }
    } catch (thrown) {
      fail(await explain(thrown));
    }
  }

  return {
    session,
    status,
    progress: () => ({ step: session.step, tokensSeen, elapsedSeconds }),
    peakBytes: () => peakBytes,
    medianStepMs: () => clock.medianStepMs() ?? Number.NaN,
    medianHostMs: () => clock.medianHostMs() ?? Number.NaN,
    lastTrainLoss: () => trainLoss,
    start() {
      if (phase === 'running' || phase === 'failed' || phase === 'stopped') return;
      enter('running');
      const before = resting;
      resting = before.then(loop);
    },
    pause() {
      if (phase === 'running') {
        enter('paused');
        resting = resting.then(() => (phase === 'paused' ? store() : undefined));
      }
      return status();
    },
    async step() {
      if (phase === 'running') enter('paused');
      await resting;
      if (phase !== 'paused' && phase !== 'finished') return status();
      try {
        await advance();
        enter(session.step >= total() ? 'finished' : 'paused');
      } catch (thrown) {
        fail(await explain(thrown));
      }
      return status();
    },
    async stop() {
      enter('stopped');
      await resting;
      session.dispose();
      return status();
    },
    reconfigure(config) {
      session.reconfigure(config);
      hooks.status(status());
      return session.step + 1;
    },
    fail,
  };
}
