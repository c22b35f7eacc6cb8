/**
 * A model in training: weights, optimizer state and data, one update at a time. It knows nothing of pausing, showing or
 * storing; `run.ts` does. Same configuration, seed and backend give the same numbers, resumed or not, because every
 * random choice is a function of (seed, step).
 */
import { microBatchCount, microBatchRows, rowsOf } from '../../domain/config/microBatch.ts';
import type { Calibration } from '../../domain/compression/contract.ts';
import { resolve, type ResolvedExperiment } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { DataSource, TokenBatch } from '../../domain/data/contract.ts';
import { neededBytes } from '../../domain/limits/memory.ts';
import { stepBytes } from '../../domain/limits/traffic.ts';
import { uniformLossNats } from '../../domain/metrics/perplexity.ts';
import { parameterCount, type Decoder, type TensorSpec, type Weights } from '../../domain/models/contract.ts';
import { initialWeights, weight } from '../../domain/models/initialize.ts';
import { decayGroups } from '../../domain/regularization/regularize.ts';
import type { KernelTime, RunFacts, StepExecution } from '../../protocol/protocol.ts';
import type { Engine } from '../backend/engine.ts';
import type { BackendOps } from '../ops/contract.ts';
import { differenceOf, noCounts, type GpuCounts } from '../gpu/counters.ts';
import * as tf from '../tf.ts';
import { differentiate, forward, lossOf, type Differentiated, type ForwardOptions } from './differentiate.ts';
import { evaluate, type Evaluation } from './evaluate.ts';
import type { CacheBits } from '../../domain/models/decoding/cache.ts';
import type { InputQuantization } from '../../domain/compression/inputs/levels.ts';
import { calibrate } from '../compress/calibrate.ts';
import { quantizingOps } from '../compress/quantizeInputs.ts';
import { readInputs, type InputReader, type ReadingOptions } from '../compress/readInputs.ts';
import { withRoundedInputs } from '../compress/roundedInputs.ts';
import { looks, type Looks, type NumberedBatch } from '../xray/looks.ts';
import { mapSpecs, type OptimizerState, type ParameterStore, type UpdateRequest } from './parameters.ts';
import type { StepReadings } from './steps.ts';
import { trainedLoss, type TrainedLoss } from './trainedLoss.ts';
import { turns } from './turns.ts';

/** What a checkpoint restores. */
export interface TrainingState {
  /** Updates done. */
  readonly step: number;
  readonly weights: Weights<Float32Array>;
  readonly state: OptimizerState;
}

export interface StepResult {
  /** Number of the update, counting from 1. */
  readonly step: number;
  readonly lossNats: number;
  readonly gradNorm: number;
  /** See `StepReadings.norms`; in the order of `TrainingSession.tensors`. */
  readonly norms: Float32Array;
  readonly learningRate: number;
  /** Time until the work was handed to the backend, the rest being its own. */
  readonly hostMs: number;
  /** Held by the backend when the forward pass was done. */
  readonly memoryBytes: number;
  /** What the GPU was asked to do; zero elsewhere. */
  readonly calls: GpuCounts;
}

export interface TrainingSession extends Looks {
  readonly config: ExperimentConfig;
  readonly data: DataSource;
  readonly facts: RunFacts;
  /** Every trainable tensor, in order. */
  readonly tensors: readonly TensorSpec[];
  /** Updates handed to the backend. */
  readonly step: number;
  /** Only a compressed form of the model is here; see `frozenSession`. */
  readonly frozen?: true;
  /** What the model rounds when it is used; training does not. */
  readonly inputs?: InputQuantization;
  /** How steps are carried out from now on. */
  readonly execution: () => StepExecution;
  /** See `StepExecutor.profileNext`. */
  readonly profileNext: () => Promise<readonly KernelTime[] | null>;
  /** Lets `choose` change which kernels run, once it is known what a step asks for. Only while no step is in flight. */
  retune<T>(choose: () => Promise<T>): Promise<T>;
  /** One update; the next may be asked for before this one is done. */
  update(): Promise<StepResult>;
  /** Takes over live settings; structural ones must be equal. Resolves with the update from which they hold. */
  reconfigure(config: ExperimentConfig): Promise<number>;
  /** @param weights in place of the model's */
  evaluate(windows: number, pause: () => Promise<boolean>, weights?: Weights<Float32Array>): Promise<Evaluation>;
  /** What goes into each matrix while so many batches of the training part are read; see `calibrate`. */
  calibrate(batches: number, pause: () => Promise<boolean>): Promise<Readonly<Record<string, Calibration>>>;
  /** Shows `read` what goes into each matrix, of the same batches. */
  readInputs(batches: number, read: InputReader, pause: () => Promise<boolean>): Promise<void>;
  /** Of the weights as they are now. */
  decoder(cacheBits?: CacheBits): Promise<Decoder>;
  /** What the model is when it is used: to export, to compress. */
  evaluatedWeights(): Promise<Weights<Float32Array>>;
  snapshot(): Promise<TrainingState>;
  /** Weights and optimizer as they were in a snapshot; the count of steps goes on. */
  putBack(state: TrainingState): Promise<void>;
  dispose(): Promise<void>;
}

export interface SessionOptions {
  readonly engine: Engine;
  readonly config: ExperimentConfig;
  readonly data: DataSource;
  /** Null starts from initial weights; without state, the optimizer starts anew. */
  readonly start: (Omit<TrainingState, 'state'> & { readonly state: OptimizerState | null }) | null;
  /** See `TrainingSession.inputs`. */
  readonly inputs?: InputQuantization;
}

export function createSession({ engine, config: initialConfig, data, start, inputs }: SessionOptions): TrainingSession {
  let config = initialConfig;
  let resolved = resolve(config);
  let step = start?.step ?? 0;
  const { definition: model, settings: modelSettings } = resolved.model;
  const vocabulary = data.tokenizer.size;
  const specs = decayGroups(model.tensors(modelSettings, vocabulary), config.regularization);
  const time = data.window(model.context(modelSettings));
  const trained = (): TrainedLoss =>
    trainedLoss(resolved.loss, data, { seed: config.seed, size: config.training.batchSize, time });
  let objective = trained();
  const { gpu, ops } = engine;
  const usedOps = (): BackendOps => (inputs ? quantizingOps(ops, inputs, store.evaluated()) : ops);
  const facts = factsOf(resolved, config, data, time, engine.keepsAttention);
  checkMemory(facts, engine.byteLimit);
  const optimizer = resolved.optimizer.definition;
  const open = (from: Pick<TrainingState, 'weights'> & { readonly state: OptimizerState | null }): ParameterStore =>
    engine.parameters({
      specs,
      optimizer,
      settings: () => resolved.optimizer.settings,
      weights: from.weights,
      state: from.state,
    });
  let store = open(start ?? { weights: initialWeights(specs, config.seed), state: null });

  const inTurn = turns();
  let request: UpdateRequest = { learningRate: 0, step: 0, clipNorm: 0 };
  /** Of the next step, once a rehearsal or the step itself has asked for it. */
  let batch: TokenBatch | null = null;
  /** Held by the backend when a step that was run through needed most. */
  let fullestBytes = 0;

  const currentBatch = (): TokenBatch => (batch ??= data.batch(config.seed, step, config.training.batchSize, time));

  const optionsFor = (of: () => TokenBatch, training: boolean, part = 0): ForwardOptions => ({
    model,
    settings: resolved.model.settings,
    weights: training ? store.tensors() : store.evaluated(),
    batch: of,
    // Every part of a batch draws masks of its own.
    context: { seed: config.seed, step: () => step * parts + part, training },
    ops: training ? ops : usedOps(),
  });

  const rows = microBatchRows(config.training);
  const parts = microBatchCount(config.training);

  /** Loss and gradients of the batch, part by part. */
  function accumulate(looking = false): Differentiated {
    const targets = looking ? undefined : store.targets;
    const differentiatePart = (part: number, before: Weights<tf.Tensor> | null): Differentiated =>
      differentiate({
        ...optionsFor(() => rowsOf(currentBatch(), part * rows, rows), true, part),
        loss: objective,
        counted: () => objective.counted(currentBatch()),
        ...(targets && { targets }),
        ...(before && { before }),
        fullest() {
          if (!looking) fullestBytes = Math.max(fullestBytes, engine.memoryBytes());
        },
      });
    let { loss, gradients } = differentiatePart(0, null);
    try {
      for (let part = 1; part < parts; part++) {
        const next = differentiatePart(part, gradients);
        loss = ops.join(loss, next.loss);
        ({ gradients } = next);
      }
      return { loss, gradients };
    } catch (thrown) {
      tf.dispose([loss, ...(targets ? [] : Object.values(gradients))]);
      throw thrown;
    }
  }

  const executor = engine.steps(() => {
    const { loss, gradients } = accumulate();
    try {
      return { loss, ...store.apply(gradients, () => request) };
    } catch (thrown) {
      loss.dispose();
      throw thrown;
    } finally {
      if (!store.targets) tf.dispose({ ...gradients });
    }
  });

  /** Hands the next step to the backend. */
  function begin(): {
    readonly readings: Promise<StepReadings>;
    readonly known: Omit<StepResult, 'lossNats' | 'gradNorm' | 'norms'>;
  } {
    const startedAt = performance.now();
    const before = gpu?.counts() ?? noCounts;
    const learningRate = learningRateAt(resolved, step, config.training.steps);
    request = { learningRate, step: step + 1, clipNorm: config.regularization.clipNorm };
    const readings = executor.run();
    step += 1;
    batch = null;
    const hostMs = performance.now() - startedAt;
    const calls = differenceOf(gpu?.counts() ?? noCounts, before);
    const memoryBytes = Math.max(fullestBytes, engine.memoryBytes());
    return { readings, known: { step, learningRate, hostMs, memoryBytes, calls } };
  }

  async function update(): Promise<StepResult> {
    const { readings, known } = await inTurn(async () => {
      await executor.prepare();
      return begin();
    });
    try {
      const { lossNats, gradNorm, nonFinite, norms } = await readings;
      gpu?.check();
      if (nonFinite !== 0) throw new TrimtabError('non-finite', { what: 'gradNorm', step: known.step });
      if (!Number.isFinite(lossNats)) throw new TrimtabError('non-finite', { what: 'loss', step: known.step });
      return { ...known, lossNats, gradNorm, norms };
    } catch (thrown) {
      // Steps that were under way behind it do not count either.
      step = Math.min(step, known.step - 1);
      batch = null;
      throw thrown;
    }
  }

  /** Whole, whatever its size. */
  const differentiateOther = ({ batch: other, draw }: NumberedBatch): Differentiated =>
    differentiate({
      ...optionsFor(() => other, true),
      context: { seed: config.seed, step: () => draw, training: true },
      loss: objective,
      counted: () => objective.counted(other),
    });

  const reading = (batches: number, pause: () => Promise<boolean>): ReadingOptions => ({
    // From a stream of its own, whatever has been trained on so far.
    batches: Array.from({ length: batches }, (_, i) => data.batch(config.seed, i, rows, time)),
    weights: store.evaluated(),
    ops: usedOps(),
    pause,
    within: (work) => executor.between(work),
    forward: (held, observed) => forward({ ...optionsFor(() => held, false), ops: observed }),
  });

  return {
    get config() {
      return config;
    },
    data,
    facts,
    ...(inputs && { inputs }),
    tensors: specs,
    get step() {
      return step;
    },
    update,
    reconfigure: (next) =>
      inTurn(async () => {
        config = next;
        resolved = resolve(next);
        objective = trained();
        batch = null;
        executor.reset();
        return step + 1;
      }),
    async evaluate(windows, pause, given) {
      const others = given && mapSpecs(specs, ({ name, shape }) => tf.tensor(weight(given, name), [...shape]));
      try {
        return await evaluate(data, {
          // As in training, so that pipelines and memory serve both.
          size: rows,
          time,
          windows,
          pause,
          within: (work) => executor.between(work),
          forward: (held) => forward({ ...optionsFor(() => held, false), ...(others && { weights: others }) }),
          loss: (logits, held) => lossOf(logits, () => held, ops),
        });
      } finally {
        if (others) tf.dispose({ ...others });
      }
    },
    ...looks({
      differentiate: (other) => (other ? differentiateOther(other) : accumulate(true)),
      forward: (held, watched) => forward({ ...optionsFor(() => held, false), ops: watched(usedOps()) }),
      within: (work) => executor.between(work),
    }),
    calibrate: (batches, pause) => calibrate(reading(batches, pause)),
    readInputs: (batches, read, pause) => readInputs(reading(batches, pause), read),
    decoder: (cacheBits) =>
      inTurn(async () => {
        const weights = withRoundedInputs(await store.evaluatedWeights(), inputs ?? {});
        return model.decoder(resolved.model.settings, vocabulary, weights, cacheBits);
      }),
    evaluatedWeights: () => inTurn(() => store.evaluatedWeights()),
    snapshot: () => inTurn(async () => ({ step, weights: await store.weights(), state: await store.state() })),
    putBack: (state) =>
      inTurn(async () => {
        executor.reset();
        store.dispose();
        store = open(state);
      }),
    execution: () => executor.execution(),
    profileNext: () => executor.profileNext(),
    retune: (choose) =>
      inTurn(async () => {
        await executor.prepare();
        try {
          return await choose();
        } finally {
          executor.reset();
        }
      }),
    dispose: () =>
      inTurn(async () => {
        executor.dispose();
        store.dispose();
      }),
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

/** Exported for sessions of other kinds. */
export function factsOf(
  { model, optimizer }: ResolvedExperiment,
  config: ExperimentConfig,
  data: DataSource,
  time: number,
  keepsAttention: boolean,
): RunFacts {
  const { definition, settings } = model;
  const vocabulary = data.tokenizer.size;
  const size = config.training.batchSize;
  const rows = microBatchRows(config.training);
  const parameters = parameterCount(definition.tensors(settings, vocabulary));
  return {
    parameters,
    weightBytes: 4 * parameters,
    optimizerBytes: 4 * parameters * optimizer.definition.state.length,
    activationBytes:
      definition.activationBytes(settings, vocabulary, rows, time) +
      (keepsAttention ? definition.attentionMatrixBytes(settings, rows, time) : 0),
    flopsPerStep: definition.trainingFlops(settings, vocabulary, size, time),
    bytesPerStep: stepBytes({ model, optimizer }, vocabulary, size, time),
    tokensPerStep: size * time,
    stepsPerEpoch: data.facts.trainTokens / (size * time),
    uniformLossNats: uniformLossNats(vocabulary),
  };
}
