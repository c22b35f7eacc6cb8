/**
 * A model in training: weights, optimizer state and data, one update at a time. It knows nothing of pausing, showing or
 * storing; `run.ts` does. Same configuration, seed and backend give the same numbers, resumed or not, because every
 * random choice is a function of (seed, step).
 */
import { microBatchCount, microBatchRows, rowsOf } from '../../domain/config/microBatch.ts';
import { resolve, type ResolvedExperiment } from '../../domain/config/resolve.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { initialWeights, weight } from '../../domain/models/initialize.ts';
import { normsPerTensor } from '../../domain/metrics/tensorNorms.ts';
import { activeTerms, trainedTensors } from '../../domain/losses/terms/active.ts';
import { decayGroups } from '../../domain/regularization/regularize.ts';
import type { BackendOps, Progress } from '../ops/contract.ts';
import { differenceOf, noCounts } from '../gpu/counters.ts';
import * as tf from '../tf.ts';
import { differentiate, forward, lossOf, type Differentiated, type ForwardOptions } from './differentiate.ts';
import { evaluate } from './evaluate.ts';
import { checkMemory, factsOf } from './facts.ts';
import { calibrate } from '../compress/calibrate.ts';
import { quantizingOps } from '../compress/quantizeInputs.ts';
import { readInputs, type ReadingOptions } from '../compress/readInputs.ts';
import { withRoundedInputs } from '../compress/roundedInputs.ts';
import { needsDecoder } from '../../domain/config/needsDecoder.ts';
import { looks, type GradientPart, type NumberedBatch } from '../xray/looks.ts';
import { mapSpecs, type OptimizerState, type ParameterStore, type UpdateRequest } from './parameters.ts';
import { readRow } from './readRow.ts';
import { checkFinite, type StepReadings } from './steps.ts';
import type { SessionOptions, StepResult, TrainingSession, TrainingState, WatchedAt } from './trainingSession.ts';
import { trainedLoss, type TrainedLoss } from './trainedLoss.ts';
import { turns } from './turns.ts';
import { decodingOf } from '../../domain/models/decoders.ts';

export function createSession({
  engine,
  config: initialConfig,
  data,
  start,
  inputs,
  learningRateAt,
}: SessionOptions): TrainingSession {
  let config = initialConfig;
  let resolved = resolve(config);
  let step = start?.step ?? 0;
  const { definition: model, settings: modelSettings } = resolved.model;
  const vocabulary = data.tokenizer.size;
  const modelSpecs = decayGroups(model.tensors(modelSettings, vocabulary), config.regularization);
  const specs = decayGroups(trainedTensors(resolved.model, config.terms, vocabulary), config.regularization);
  const time = data.window(model.context(modelSettings));
  const progress = (): Progress => ({ step, total: config.training.steps });
  const trained = (): TrainedLoss =>
    trainedLoss(resolved.loss, data, { seed: config.seed, size: config.training.batchSize, time }, progress);
  let objective = trained();
  let watched: WatchedAt | null = start?.watched ?? null;
  let terms = activeTerms(config.terms);
  const { gpu, ops } = engine;
  const usedOps = (weights: Weights<tf.Tensor> = store.evaluated()): BackendOps =>
    inputs ? quantizingOps(ops, inputs, weights) : ops;
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
      climbs: config.regularization.samRadius > 0,
    });
  let store = open(start ?? { weights: initialWeights(specs, config.seed), state: null });

  const ofModel = (weights: Weights<Float32Array>): Weights<Float32Array> =>
    Object.fromEntries(modelSpecs.map(({ name }) => [name, weight(weights, name)]));

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
  function accumulate(looking: GradientPart | null = null): Differentiated {
    const targets = looking ? undefined : store.targets;
    const term = terms.find(({ definition }) => looking === definition.id)?.definition.id;
    const only = term === undefined ? (looking === 'loss' ? looking : undefined) : { term };
    const differentiatePart = (part: number, before: Weights<tf.Tensor> | null): Differentiated =>
      differentiate({
        ...optionsFor(() => rowsOf(currentBatch(), part * rows, rows), true, part),
        loss: objective,
        part: only,
        terms: {
          list: terms,
          whole: currentBatch,
          progress,
        },
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

  /** Loss at the weights, and the gradients to move them by: those of a place uphill, where that is asked for. */
  function differentiated(): Differentiated {
    const here = accumulate();
    if (config.regularization.samRadius === 0) return here;
    try {
      store.climb(here.gradients, () => config.regularization.samRadius);
      if (!store.targets) tf.dispose({ ...here.gradients });
      const { loss, gradients } = accumulate();
      loss.dispose();
      return { loss: here.loss, gradients };
    } catch (thrown) {
      here.loss.dispose();
      throw thrown;
    } finally {
      store.descend();
    }
  }

  const executor = engine.steps(() => {
    const { loss, gradients } = differentiated();
    try {
      return { loss, ...store.apply(gradients, () => request, loss) };
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
    const learningRate =
      learningRateAt?.(step) ?? scheduledRate(resolved, step, config.training.steps) * (watched?.reduction ?? 1);
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
      const read = await readings;
      gpu?.check();
      checkFinite(read, known.step);
      const { lossNats, gradNorm, norms } = read;
      return { ...known, lossNats, gradNorm, norms: norms.slice(0, normsPerTensor * modelSpecs.length) };
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
    tensors: modelSpecs,
    trained: specs,
    get step() {
      return step;
    },
    update,
    reconfigure: (next) =>
      inTurn(async () => {
        config = next;
        resolved = resolve(next);
        objective = trained();
        if (!resolved.schedule.definition.watch) watched = null;
        terms = activeTerms(config.terms);
        batch = null;
        executor.reset();
        return step + 1;
      }),
    watch(lossNats) {
      const { definition, settings } = resolved.schedule;
      if (definition.watch) watched = { ...definition.watch(settings, watched, lossNats), step };
    },
    missesValidation() {
      const { evalEvery, steps } = config.training;
      const due = step > 0 && step < steps && step % evalEvery === 0;
      return due && resolved.schedule.definition.watch !== undefined && watched?.step !== step;
    },
    async evaluate(windows, pause, given) {
      const others = given && mapSpecs(modelSpecs, ({ name, shape }) => tf.tensor(weight(given, name), [...shape]));
      try {
        return await evaluate(data, {
          // As in training, so that pipelines and memory serve both.
          size: rows,
          time,
          windows,
          pause,
          within: (work) => executor.between(work),
          forward: (held) =>
            forward({
              ...optionsFor(() => held, false),
              ...(others && { weights: others, ops: usedOps(others) }),
            }),
          loss: (logits, held) => lossOf(logits, () => held, ops),
        });
      } finally {
        if (others) tf.dispose({ ...others });
      }
    },
    ...looks({
      differentiate: (of) => (typeof of === 'string' ? accumulate(of) : differentiateOther(of)),
      forward: (held, observed) => forward({ ...optionsFor(() => held, false), ops: observed(usedOps()) }),
      within: (work) => executor.between(work),
    }),
    calibrate: (batches, pause) => calibrate(reading(batches, pause)),
    readInputs: (batches, read, pause) => readInputs(reading(batches, pause), read),
    window: time,
    readRow: (tokens, prefix) =>
      inTurn(() =>
        executor.between(() =>
          readRow({ size: rows, time, forward: (held) => forward(optionsFor(() => held, false)) }, tokens, prefix),
        ),
      ),
    decoder: (cacheBits) =>
      inTurn(async () => {
        needsDecoder(config);
        const weights = withRoundedInputs(ofModel(await store.evaluatedWeights()), inputs ?? {});
        return decodingOf(model).decoder(resolved.model.settings, vocabulary, weights, cacheBits);
      }),
    evaluatedWeights: () => inTurn(async () => ofModel(await store.evaluatedWeights())),
    snapshot: () => inTurn(async () => ({ step, watched, weights: await store.weights(), state: await store.state() })),
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

/** The optimizer's rate times the schedule, before what validations have done to it. @param step counts from 0. */
function scheduledRate({ optimizer, schedule }: ResolvedExperiment, step: number, total: number): number {
  return Number(optimizer.settings['learningRate']) * schedule.definition.factor(schedule.settings, step, total);
}
