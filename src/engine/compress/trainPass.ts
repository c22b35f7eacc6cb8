/** A pass of a recipe that trains: from the pieces of the passes before it to the pieces that the next ones get. */
import { decodeModel, written } from '../../domain/compression/recipe/compress.ts';
import { foldNorms, unfoldNorms } from '../../domain/compression/recipe/applyInputs.ts';
import { goneTensors } from '../../domain/compression/recipe/blocks.ts';
import type { Worked } from '../../domain/compression/recipe/pieces.ts';
import type { RecipePass } from '../../domain/compression/recipe/recipe.ts';
import { latentOf, trainedPieces, type LatentPart } from '../../domain/compression/training/latent.ts';
import { rewoundWeights, ticketsOf } from '../../domain/compression/training/tickets.ts';
import type { TrainerDefinition } from '../../domain/compression/training/contract.ts';
import type { TrainingParams } from '../../domain/compression/training/params.ts';
import { trainers, type TrainerId } from '../../domain/compression/training/index.ts';
import type { Calibration } from '../../domain/compression/contract.ts';
import type { Settings } from '../../domain/core/params.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import type { Engine } from '../backend/engine.ts';
import { createSession } from '../train/session.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { composeWeights } from './composeWeights.ts';
import { trainingMasks } from './trainingMasks.ts';
import { trainWeights } from './trainWeights.ts';

/** A model between two passes. */
export interface PartlyCompressed {
  readonly worked: readonly Worked[];
  /** Of everything that is no matrix of a product; norms as they are without folds. */
  readonly weights: Weights<Float32Array>;
  /** Steps that earlier passes have trained. */
  readonly trained: number;
}

export interface TrainPassOptions {
  readonly engine: Engine;
  readonly session: TrainingSession;
  readonly pass: RecipePass;
  /** Of the model before the first pass. */
  readonly original: Weights<Float32Array>;
  /** Called after every step; may throw to give up. */
  readonly between: (step: number, steps: number, lossNats: number) => Promise<void>;
}

export async function trainPass(options: TrainPassOptions, state: PartlyCompressed): Promise<PartlyCompressed> {
  const method: TrainerDefinition = trainers[options.pass.method as TrainerId];
  // A recipe that was validated holds the settings of its methods.
  const settings = options.pass as unknown as Settings<TrainingParams>;
  const rewinding = method.rewinding?.(settings);
  if (!rewinding) return trainOnce(options, method, settings, state);
  const { rounds } = rewinding;
  const { session, pass, between } = options;
  const start = rewoundWeights(rewinding.to, session.tensors, session.config.seed);
  let { worked, weights } = state;
  for (let round = 0; round < rounds; round++) {
    const ticket = ticketsOf(worked, rewinding.share, start, pass);
    const told: TrainPassOptions = {
      ...options,
      between: (step, steps, lossNats) => between(round * steps + step, rounds * steps, lossNats),
    };
    // Each round reads the same text.
    const from = { worked: ticket, weights: start ?? weights, trained: state.trained };
    ({ worked, weights } = await trainOnce(told, method, settings, from));
  }
  return { worked, weights, trained: state.trained + rounds * settings.steps };
}

async function trainOnce(
  { engine, session, pass, original, between }: TrainPassOptions,
  method: TrainerDefinition,
  settings: Settings<TrainingParams>,
  { worked, weights, trained }: PartlyCompressed,
): Promise<PartlyCompressed> {
  const levels = method.levels(settings);
  const latent = latentOf(worked, session.tensors, foldNorms(worked, weights));
  const masks = trainingMasks(latent, method.cutting?.(settings) ?? null, pass);
  const composition = {
    matrices: latent.matrices,
    levels,
    maskOf: (part: LatentPart) => masks.of(part),
    held: zerosOf(goneTensors(worked, session.tensors), latent.values),
  };
  const { steps, learningRate, teacher, temperature, teacherShare: share } = settings;
  const after = await trainWeights({
    engine,
    session,
    specs: latent.specs,
    values: latent.values,
    scores: masks.scores,
    compose: (values) => composeWeights(values, composition, engine.ops),
    teacher: teacher === 'original' ? { weights: original, temperature, share } : null,
    steps,
    learningRate,
    firstBatch: session.step + trained,
    before: (step, held) => masks.renew(step, held),
    between: (step, lossNats) => between(step, steps, lossNats),
  });
  const names = new Set(worked.map(({ name }) => name));
  return {
    worked: trainedPieces(masks.onto(worked), after, levels),
    weights: unfoldNorms(
      worked,
      Object.fromEntries(
        session.tensors.map(({ name }) => [name, names.has(name) ? weight(weights, name) : weight(after, name)]),
      ),
    ),
    trained: trained + steps,
  };
}

/** A bias that is added to the stream would learn something, though its block is gone. */
const zerosOf = (gone: ReadonlySet<string>, values: Weights<Float32Array>): ReadonlyMap<string, () => Float32Array> =>
  new Map(
    [...gone].flatMap((name) => {
      const zeros = values[name];
      return zeros ? [[name, () => zeros] as const] : [];
    }),
  );

/** What goes into the matrices of a model between two passes; those of the factors of a product included. */
export async function recalibrated(
  engine: Engine,
  session: TrainingSession,
  state: PartlyCompressed,
  batches: number,
  pause: () => Promise<boolean>,
): Promise<Readonly<Record<string, Calibration>>> {
  const model = written(state.worked, { specs: session.tensors, weights: state.weights }, 'f32');
  const { config, data, step } = session;
  const changed = createSession({ engine, config, data, start: { step, weights: decodeModel(model), state: null } });
  try {
    return await changed.calibrate(batches, pause);
  } finally {
    await changed.dispose();
  }
}
