/**
 * A model in training: weights, optimizer state and data, one update at a time. It knows nothing of pausing, showing or
 * storing; `run.ts` does. Same configuration, seed and backend give the same numbers, resumed or not, because every
 * random choice is a function of (seed, step).
 */
import { resolve, type ResolvedExperiment } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { DataSource, TokenBatch } from '../../domain/data/contract.ts';
import { neededBytes } from '../../domain/limits/memory.ts';
import { stepBytes } from '../../domain/limits/traffic.ts';
import { uniformLossNats } from '../../domain/metrics/perplexity.ts';
import { parameterCount, type Decoder, type TensorSpec, type Weights } from '../../domain/models/contract.ts';
import { initialWeights } from '../../domain/models/initialize.ts';
import type { RunFacts } from '../../protocol/protocol.ts';
import type { Engine } from '../backend/startEngine.ts';
import type { GpuCounts } from '../gpu/counters.ts';
import * as tf from '../tf.ts';
import { differentiate, forward, lossOf, type ForwardOptions } from './differentiate.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import type { OptimizerState } from './parameters.ts';
import { turns } from './turns.ts';

/** What a checkpoint restores. */
export interface TrainingState {
  /** Updates done. */
  readonly step: number;
  readonly weights: Weights<Float32Array>;
  readonly state: OptimizerState;
}

export interface StepResult {
  readonly lossNats: number;
  readonly gradNorm: number;
  readonly learningRate: number;
  /** Time until the work was handed to the backend, the rest being its own. */
  readonly hostMs: number;
  /** Held by the backend when the forward pass was done. */
  readonly memoryBytes: number;
  /** What the GPU was asked to do; zero elsewhere. */
  readonly calls: GpuCounts;
}

export interface TrainingSession {
  readonly config: ExperimentConfig;
  readonly data: DataSource;
  readonly facts: RunFacts;
  /** Every trainable tensor, in order. */
  readonly tensors: readonly TensorSpec[];
  /** Updates done. */
  readonly step: number;
  update(): Promise<StepResult>;
  /** Takes over live settings; structural ones must be equal. Resolves with the update from which they hold. */
  reconfigure(config: ExperimentConfig): Promise<number>;
  evaluate(windows: number, pause: () => Promise<boolean>): Promise<Evaluation>;
  decoder(): Promise<Decoder>;
  snapshot(): Promise<TrainingState>;
  dispose(): Promise<void>;
}

export interface SessionOptions {
  readonly engine: Engine;
  readonly config: ExperimentConfig;
  readonly data: DataSource;
  /** Null starts from initial weights. */
  readonly start: TrainingState | null;
}

const noCalls: GpuCounts = { dispatches: 0, submits: 0 };

/** Rows of a validation pass: enough to keep the backend busy, few enough to stay interruptible. */
const evaluationRows = 16;

export function createSession({ engine, config: initialConfig, data, start }: SessionOptions): TrainingSession {
  let config = initialConfig;
  let resolved = resolve(config);
  let step = start?.step ?? 0;
  const { definition: model, settings: modelSettings } = resolved.model;
  const vocabulary = data.tokenizer.size;
  const specs = model.tensors(modelSettings, vocabulary);
  const time = data.window(model.context(modelSettings));
  const { gpu, ops } = engine;
  const facts = factsOf(resolved, config, data, time, engine.keepsAttention);
  checkMemory(facts, engine.byteLimit);
  const optimizer = resolved.optimizer.definition;
  const store = engine.parameters({
    specs,
    optimizer,
    settings: () => resolved.optimizer.settings,
    weights: start?.weights ?? initialWeights(specs, config.seed),
    state: start?.state ?? null,
  });

  const inTurn = turns();

  const optionsFor = (batch: TokenBatch, training: boolean): ForwardOptions => ({
    model,
    settings: resolved.model.settings,
    weights: store.tensors(),
    batch,
    context: { seed: config.seed, step, training },
    ops,
  });

  async function update(): Promise<StepResult> {
    const startedAt = performance.now();
    const before = gpu?.counts() ?? noCalls;
    let memoryBytes = 0;
    const learningRate = learningRateAt(resolved, step, config.training.steps);
    const batch = data.batch(config.seed, step, config.training.batchSize, time);
    const { loss, gradients } = differentiate(optionsFor(batch, true), () => {
      memoryBytes = engine.memoryBytes();
    });
    const lossValue = loss.data();
    const applied = store.apply(gradients, {
      learningRate,
      step: step + 1,
      clipNorm: config.regularization.clipNorm,
    });
    const hostMs = performance.now() - startedAt;
    const [values, { gradNorm }] = await Promise.all([lossValue, applied]).finally(() =>
      tf.dispose([loss, ...Object.values(gradients)]),
    );
    gpu?.check();
    const lossNats = values[0] ?? Number.NaN;
    if (!Number.isFinite(lossNats)) throw new TrimtabError('non-finite', { what: 'loss', step: step + 1 });
    step += 1;
    const after = gpu?.counts() ?? noCalls;
    const calls = { dispatches: after.dispatches - before.dispatches, submits: after.submits - before.submits };
    return { lossNats, gradNorm, learningRate, hostMs, memoryBytes, calls };
  }

  return {
    get config() {
      return config;
    },
    data,
    facts,
    tensors: specs,
    get step() {
      return step;
    },
    update: () => inTurn(update),
    reconfigure: (next) =>
      inTurn(async () => {
        config = next;
        resolved = resolve(next);
        return step + 1;
      }),
    evaluate: (windows, pause) =>
      evaluate(data, {
        size: evaluationRows,
        time,
        windows,
        pause,
        forward: (batch) => forward(optionsFor(batch, false)),
        loss: (logits, batch) => lossOf(logits, batch, ops),
      }),
    decoder: () => inTurn(async () => model.decoder(resolved.model.settings, vocabulary, await store.weights())),
    snapshot: () => inTurn(async () => ({ step, weights: await store.weights(), state: await store.state() })),
    dispose: () => inTurn(async () => store.dispose()),
  };
}

/** Refuses a run that cannot fit before anything of it is allocated. */
function checkMemory(facts: RunFacts, limit: number): void {
  const bytes = neededBytes(facts);
  if (bytes > limit) throw new TrimtabError('out-of-memory', { bytes });
}

/** The optimizer's rate times the schedule. @param step counts from 0. */
export function learningRateAt({ optimizer, schedule }: ResolvedExperiment, step: number, total: number): number {
  return Number(optimizer.settings['learningRate']) * schedule.definition.factor(schedule.settings, step, total);
}

function factsOf(
  { model, optimizer }: ResolvedExperiment,
  config: ExperimentConfig,
  data: DataSource,
  time: number,
  keepsAttention: boolean,
): RunFacts {
  const { definition, settings } = model;
  const vocabulary = data.tokenizer.size;
  const size = config.training.batchSize;
  const parameters = parameterCount(definition.tensors(settings, vocabulary));
  return {
    parameters,
    weightBytes: 4 * parameters,
    optimizerBytes: 4 * parameters * optimizer.definition.state.length,
    activationBytes:
      definition.activationBytes(settings, vocabulary, size, time) +
      (keepsAttention ? definition.attentionMatrixBytes(settings, size, time) : 0),
    flopsPerStep: definition.trainingFlops(settings, vocabulary, size, time),
    bytesPerStep: stepBytes({ model, optimizer }, vocabulary, size, time),
    tokensPerStep: size * time,
    stepsPerEpoch: data.facts.trainTokens / (size * time),
    uniformLossNats: uniformLossNats(vocabulary),
  };
}
