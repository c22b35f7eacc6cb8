/**
 * A deterministic engine behind the protocol's handler type: it learns on paper. Tests move it with `advance` and make
 * it fail on demand; with `stepEveryMs` it runs by itself, for trying the interface without training.
 */
import { changesNeedRestart } from '../../src/domain/config/diff.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { namesLabels } from '../../src/domain/objectives/index.ts';
import { type ErrorCode, TrimtabError } from '../../src/domain/core/errors.ts';
import type { MachinePeaks } from '../../src/domain/limits/roofline.ts';
import type {
  BackendStatus,
  Emit,
  Handlers,
  RequestName,
  RunFacts,
  RunPhase,
  RunStatus,
  RunSummary,
} from '../../src/protocol/protocol.ts';
import { fakeClassification, fakeConfusion, withFakeLabels } from './fakeClassification.ts';
import { fakeFiles } from './fakeFiles.ts';
import { fakeSeeing } from './fakeSeeing.ts';
import { fakeWorkshop } from './fakeWorkshop.ts';
import { fakeXray } from './fakeXray.ts';
import { refusing } from './refusing.ts';
import { fakeTexts } from './fakeTexts.ts';
import { fakeRates } from './fakeRates.ts';
import { fakeRaces } from './fakeRaces.ts';
import { fakeSensitivity } from './fakeSensitivity.ts';
import { fakeVariant } from './fakeVariant.ts';
import { fakeCache, fakeSpeed } from './fakeSpeed.ts';
import { fakeKernels, fakeTimes } from './fakeKernels.ts';
import { evaluateEvery, frameOf, lossAt, sampleAt, stepMs, tokensPerStep, vocabulary } from './fakeCurve.ts';

/** What outlives a worker: the steps with a checkpoint, by run. */
export type FakeCheckpoints = Map<string, number>;

interface Run {
  readonly runId: string;
  config: ExperimentConfig;
  phase: RunPhase;
  step: number;
}

export interface FakeEngine {
  readonly handlers: Handlers;
  /** Trains the running run; stops at its end. Emits one frame. */
  advance(steps: number): void;
  /** The current run fails by itself, as with a loss that is no number. */
  failRun(code: ErrorCode): void;
  notice(code: ErrorCode): void;
  readonly run: Readonly<Run> | null;
  dispose(): void;
}

export interface FakeEngineOptions {
  readonly emit: Emit;
  readonly checkpoints?: FakeCheckpoints;
  readonly refusals?: Map<RequestName, TrimtabError>;
  readonly stepEveryMs?: number;
  readonly tokenEveryMs?: number;
}

export const fakeBackend: BackendStatus = {
  backend: 'cpu',
  reason: { en: 'This is the fake engine.', zh: '这是模拟引擎。' },
  adapter: 'fake',
  software: true,
  precision: 'f32',
  isolated: false,
  threads: 1,
  features: [],
  memory: { limitBytes: 1.6e9, startBytes: 0, keepsAttention: false },
  versions: {},
};

export const fakePeaks: MachinePeaks = { flopsPerSecond: 1e12, bytesPerSecond: 1e11, secondsPerDispatch: 1e-5 };

const dataFacts = {
  vocabulary,
  trainTokens: 1e6,
  validationTokens: 1e5,
  bytesPerToken: 1,
  excerpt: 'Call me Ishmael.',
};

const factsOf = (config: ExperimentConfig): RunFacts => ({
  parameters: 810_000,
  weightBytes: 3_240_000,
  optimizerBytes: 6_480_000,
  activationBytes: 5_000_000,
  flopsPerStep: 3.9e9,
  bytesPerStep: 0.4e9,
  tokensPerStep: tokensPerStep(config),
  stepsPerEpoch: 1e6 / tokensPerStep(config),
  uniformLossNats: Math.log(vocabulary),
});

export function createFakeEngine({
  emit,
  checkpoints = new Map(),
  refusals = new Map(),
  stepEveryMs,
  tokenEveryMs = 0,
}: FakeEngineOptions): FakeEngine {
  let run: Run | null = null;
  let tried = false;

  const statusOf = (of: Run): RunStatus => ({
    runId: of.runId,
    phase: of.phase,
    step: of.step,
    totalSteps: of.config.training.steps,
    secondsLeft: of.step === 0 ? null : ((of.config.training.steps - of.step) * stepMs) / 1000,
    cost:
      of.step === 0
        ? null
        : { stepMs, hostMs: 1, dispatches: 67, submits: 1, execution: { kind: 'recorded', dispatches: 67 } },
  });

  function current(runId: string): Run {
    if (run?.runId !== runId) throw new TrimtabError('internal', { message: `no run ${runId}` });
    return run;
  }

  function setPhase(of: Run, phase: RunPhase): RunStatus {
    of.phase = phase;
    emit('run.status', statusOf(of));
    return statusOf(of);
  }

  const proceed = (of: Run, paused: boolean): RunStatus => {
    const done = of.step >= of.config.training.steps;
    return setPhase(of, paused ? 'paused' : done ? 'finished' : 'running');
  };

  function save(of: Run): { readonly step: number; readonly bytes: number } {
    checkpoints.set(of.runId, of.step);
    const saved = { step: of.step, bytes: 9_720_000 };
    emit('run.checkpoint', { runId: of.runId, ...saved });
    return saved;
  }

  function train(of: Run, steps: number): void {
    const to = Math.min(of.config.training.steps, of.step + steps);
    if (to === of.step) return;
    const frame = frameOf(of.runId, of.config, of.step, to);
    for (let step = of.step + 1; step <= to; step++) {
      of.step = step;
      if (step % evaluateEvery !== 0) continue;
      emit('run.sample', sampleAt(of.runId, step));
      if (namesLabels(of.config)) emit('run.confusion', fakeConfusion(of.runId, step));
      save(of);
    }
    emit('metrics.frame', frame);
    if (of.step === of.config.training.steps) setPhase(of, 'finished');
    else emit('run.status', statusOf(of));
  }

  const advance = (steps: number): void => {
    if (run?.phase === 'running') train(run, steps);
    races.advance(steps);
  };

  const timer = stepEveryMs === undefined ? undefined : setInterval(() => advance(10), stepEveryMs * 10);

  let variants = 0;
  const sensitivity = fakeSensitivity(emit, (runId) => current(runId).step);
  const races = fakeRaces(emit, factsOf, checkpoints);
  const handlers: Handlers = {
    ...sensitivity,
    ...fakeRates(emit, (runId) => current(runId).step),
    ...races.handlers,
    'engine.start': async () => fakeBackend,
    'engine.measure': async () => fakePeaks,
    'engine.kernels': async () => (tried ? fakeKernels : []),
    'engine.retune': async () => {
      emit('engine.tuning', { chosen: 1, elapsedMs: 5000, budgetMs: 20_000 });
      tried = true;
      return { kernels: fakeKernels, complete: true, ms: 8000 };
    },
    'data.describe': async ({ data }) => withFakeLabels(data, dataFacts),
    'baselines.compute': async () => [2, 3, 4, 5].map((order) => ({ order, lossNats: 2.9 - order * 0.3 })),
    'run.start': async ({ runId, config, resume, paused }) => {
      const step = resume ? checkpoints.get(runId) : 0;
      if (step === undefined) throw new TrimtabError('bad-checkpoint', { reason: 'none-stored', runId });
      if (run !== null && run.phase !== 'stopped') setPhase(run, 'stopped');
      run = { runId, config, phase: 'preparing', step };
      proceed(run, paused);
      return { facts: factsOf(config), data: withFakeLabels(config.data, dataFacts), step };
    },
    'run.pause': async ({ runId }) => setPhase(current(runId), 'paused'),
    'run.continue': async ({ runId }) => proceed(current(runId), false),
    'run.step': async ({ runId }) => {
      const of = current(runId);
      of.phase = 'paused';
      train(of, 1);
      return statusOf(of);
    },
    'run.stop': async ({ runId }) => setPhase(current(runId), 'stopped'),
    'run.update': async ({ runId, config }) => {
      const of = current(runId);
      if (changesNeedRestart(of.config, config)) throw new TrimtabError('bad-config', { reason: 'needs a restart' });
      of.config = config;
      return { step: of.step + 1 };
    },
    'run.profile': async ({ runId, steps }) => {
      emit('run.profiling', { runId, made: 0, of: steps });
      train(current(runId), steps);
      return { kind: 'measured', steps, kernels: fakeTimes };
    },
    'run.save': async ({ runId }) => save(current(runId)),
    'run.evaluate': async ({ runId }) => {
      const lossNats = lossAt(current(runId).config, current(runId).step);
      emit('run.evaluating', { runId, share: 0.5 });
      emit('run.evaluating', { runId: 'another', share: 0.9 });
      return {
        lossNats,
        perplexity: Math.exp(lossNats),
        bitsPerByte: lossNats / Math.LN2,
        tokens: 1e5,
        accuracy: null,
      };
    },
    'run.summary': async ({ runId }) => summaryOf(current(runId)),
    'run.export': async () => [{ name: 'experiment.json', bytes: new TextEncoder().encode('{}') }],
    ...fakeTexts(emit, current, tokenEveryMs),
    'compress.run': async ({ runId, recipe }) => {
      const of = current(runId);
      emit('compress.progress', { runId, phase: 'compressing', share: 0.5, pass: 0, elapsedMs: 1000 });
      return fakeVariant(++variants, runId, of.step, recipe);
    },
    'compress.cancel': async () => null,
    'compress.drop': async () => null,
    'compress.export': async () => [
      { name: 'model.trimtab.safetensors', bytes: new Uint8Array(8) },
      { name: 'tokenizer.json', bytes: new TextEncoder().encode('{}') },
    ],
    ...fakeSeeing(emit),
    ...fakeClassification((runId) => current(runId).step),
    ...fakeWorkshop((runId) => current(runId).step),
    ...fakeXray(emit, (runId) => current(runId).step),
    'speed.measure': async ({ runId }) => {
      emit('speed.progress', { runId: current(runId).runId, share: 0.5 });
      return fakeSpeed;
    },
    'cache.measure': async ({ variantId }) => ({ ...fakeCache, variantId }),
    'speed.cancel': async () => null,
    ...fakeFiles({ emit, checkpoints, variantOf: (runId, recipe) => fakeVariant(++variants, runId, 0, recipe) }),
    'checkpoint.delete': async ({ runId }) => {
      checkpoints.delete(runId);
      return null;
    },
  };

  return {
    handlers: refusing(handlers, refusals),
    advance,
    failRun(code) {
      if (run === null) throw new Error('fakeEngine: there is no run to fail');
      setPhase(run, 'failed');
      emit('run.failed', { runId: run.runId, step: run.step, error: { code, detail: {}, problems: [] } });
    },
    notice: (code) => emit('engine.notice', { error: { code, detail: {}, problems: [] } }),
    get run() {
      return run;
    },
    dispose: () => clearInterval(timer),
  };
}

function summaryOf({ config, step }: Run): RunSummary {
  const lossNats = lossAt(config, step);
  return {
    steps: step,
    tokensSeen: step * tokensPerStep(config),
    trainLossNats: lossNats,
    valLossNats: lossNats + 0.1,
    perplexity: Math.exp(lossNats + 0.1),
    bitsPerByte: (lossNats + 0.1) / Math.LN2,
    accuracy: null,
    medianStepMs: stepMs,
    hostMsPerStep: 1,
    dispatchesPerStep: 0,
    submitsPerStep: 0,
    peakGpuBytes: 0,
    tokensPerSecond: (tokensPerStep(config) * 1000) / stepMs,
    wallSeconds: (step * stepMs) / 1000,
  };
}
