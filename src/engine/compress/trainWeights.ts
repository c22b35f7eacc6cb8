/**
 * Training that goes on, on weights that a recipe has changed: the steps of the run's own experiment (its optimizer begun
 * anew, its loss and terms, dropout and clipping, its text from where the run stands), recorded and replayed like any others.
 */
import { microBatchCount, microBatchRows, rowsOf } from '../../domain/config/microBatch.ts';
import { resolve } from '../../domain/config/resolve.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import { defaultsOf } from '../../domain/core/params.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import { initialWeights, weight } from '../../domain/models/initialize.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { sgd } from '../../domain/optimizers/sgd.ts';
import { cosine } from '../../domain/schedules/cosine.ts';
import { termsOfTraining } from '../../domain/compression/training/terms.ts';
import type { Engine } from '../backend/engine.ts';
import type { DistillationOptions } from '../ops/contract.ts';
import type { GradientTargets } from '../ops/tape.ts';
import * as tf from '../tf.ts';
import { countTargets } from '../../domain/data/countTargets.ts';
import { differentiate } from '../train/differentiate.ts';
import { trainedLoss } from '../train/trainedLoss.ts';
import type { ParameterStore, UpdateRequest } from '../train/parameters.ts';
import { checkFinite } from '../train/steps.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import type { Held } from './trainingMasks.ts';

export interface TrainingJob {
  readonly engine: Engine;
  readonly session: TrainingSession;
  readonly specs: readonly TensorSpec[];
  readonly values: Weights<Float32Array>;
  /** Sums of movement, which begin at nothing: plain descent moves them, by the learning rate of the step. */
  readonly scores: readonly TensorSpec[];
  /** See `DifferentiateOptions`; gets the scores, too. */
  readonly compose: (weights: Weights<tf.Tensor>) => Weights<tf.Tensor>;
  /** Whom to learn from beside the text; null for the text alone. */
  readonly teacher: (DistillationOptions & { readonly weights: Weights<Float32Array> }) | null;
  readonly steps: number;
  readonly learningRate: number;
  /** Batches are those of the steps from here on. */
  readonly firstBatch: number;
  /** Called before every step, which counts from 0. */
  readonly before: (step: number, held: Held) => Promise<void>;
  /** Called after every step; may throw to give up. */
  readonly between: (step: number, lossNats: number) => Promise<void>;
}

/** Adam's averages know little at first. */
const warmupShare = 0.1;

/** The values at the end. @throws TrimtabError `non-finite` where training diverges */
export async function trainWeights(job: TrainingJob): Promise<Weights<Float32Array>> {
  const { engine, specs, steps, session, values } = job;
  const { config, data } = session;
  const resolved = resolve(config);
  const { optimizer, loss, model } = resolved;
  const store = engine.parameters({
    specs,
    optimizer: optimizer.definition,
    settings: () => optimizer.settings,
    weights: values,
    state: null,
  });
  const terms = termsOfTraining(config.terms);
  const scores = scoreStore(job);
  const teacher = job.teacher && teacherOf(job, job.teacher);
  const targets = bothTargets(store.targets, scores?.targets);
  const time = data.window(model.definition.context(model.settings));
  const [rows, parts] = [microBatchRows(config.training), microBatchCount(config.training)];
  let done = 0;
  const shape = { seed: config.seed, size: config.training.batchSize, time };
  const trained = trainedLoss(loss, data, shape, () => ({ step: done, total: steps }));
  let batch: TokenBatch | null = null;
  let request: UpdateRequest = { learningRate: 0, step: 0, clipNorm: 0 };
  const currentBatch = (): TokenBatch =>
    (batch ??= data.batch(config.seed, job.firstBatch + done, config.training.batchSize, time));

  const differentiatePart = (part: number, before: Weights<tf.Tensor> | null) =>
    differentiate({
      model: model.definition,
      settings: model.settings,
      weights: { ...store.tensors(), ...scores?.tensors() },
      compose: job.compose,
      batch: () => rowsOf(currentBatch(), part * rows, rows),
      context: { seed: config.seed, step: () => (job.firstBatch + done) * parts + part, training: true },
      ops: engine.ops,
      loss: trained,
      // What a teacher has to say weighs alike everywhere.
      counted: () => (teacher ? countTargets(currentBatch()) : trained.counted(currentBatch())),
      terms: {
        list: terms,
        whole: currentBatch,
        // Training goes on from where the run stands: past its end, weights stay what they were there.
        progress: () => ({ step: job.firstBatch + done, total: config.training.steps }),
      },
      ...(teacher && { teacher }),
      ...(targets && { targets }),
      ...(before && { before }),
    });

  const executor = engine.steps(() => {
    let { loss: total, gradients } = differentiatePart(0, null);
    for (let part = 1; part < parts; part++) {
      const next = differentiatePart(part, gradients);
      total = engine.ops.join(total, next.loss);
      ({ gradients } = next);
    }
    try {
      if (scores) tf.dispose({ ...scores.apply(gradients, () => ({ ...request, clipNorm: 0 }), total) });
      return { loss: total, ...store.apply(gradients, () => request, total) };
    } finally {
      if (!targets) tf.dispose({ ...gradients });
    }
  });

  const held: Held = {
    weights: () => store.weights(),
    scores: () => scores?.weights() ?? Promise.resolve({}),
  };
  const schedule = { warmupSteps: Math.floor(warmupShare * steps), finalFraction: 0 };
  try {
    await executor.prepare();
    while (done < steps) {
      await job.before(done, held);
      const learningRate = job.learningRate * cosine.factor(schedule, done, steps);
      request = { learningRate, step: done + 1, clipNorm: config.regularization.clipNorm };
      const readings = executor.run();
      batch = null;
      done++;
      const read = await readings;
      engine.gpu?.check();
      checkFinite(read, done);
      await job.between(done, read.lossNats);
    }
    const after = await store.weights();
    for (const { name } of specs) {
      if (!weight(after, name).every(Number.isFinite)) throw new TrimtabError('non-finite', { what: 'weights' });
    }
    return after;
  } finally {
    executor.dispose();
    store.dispose();
    scores?.dispose();
    teacher?.dispose();
  }
}

/** In a store of their own: they are no weights, and what moves weights is not what sums movement. */
function scoreStore({ engine, scores: specs }: TrainingJob): ParameterStore | null {
  if (specs.length === 0) return null;
  return engine.parameters({
    specs,
    optimizer: sgd,
    settings: () => defaultsOf(sgd.params),
    weights: initialWeights(specs, 0),
    state: null,
  });
}

const bothTargets = (a: GradientTargets | undefined, b: GradientTargets | undefined): GradientTargets | undefined =>
  a && b ? { of: new Map([...a.of, ...b.of]), move: a.move } : a;

/** Its weights on the backend, by what keeps weights there. */
function teacherOf({ engine, session }: TrainingJob, { weights, ...mix }: NonNullable<TrainingJob['teacher']>) {
  const store = engine.parameters({
    specs: session.tensors,
    optimizer: sgd,
    settings: () => defaultsOf(sgd.params),
    weights,
    state: null,
  });
  return { ...mix, weights: store.tensors(), dispose: () => store.dispose() };
}
