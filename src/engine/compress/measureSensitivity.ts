/**
 * How much each matrix minds: the loss on held-out text with one matrix changed and all others as they are, for every
 * matrix and every level of a pass. All cells read the same tokens, so that their differences are surer than the losses.
 */
import type { Pass } from '../../domain/compression/contract.ts';
import type { Encoding } from '../../domain/compression/encodings/contract.ts';
import { decode, encodedBytes } from '../../domain/compression/encodings/index.ts';
import { turned } from '../../domain/compression/numeric/turned.ts';
import { applyPass } from '../../domain/compression/recipe/applyPass.ts';
import { matricesOf } from '../../domain/compression/recipe/compress.ts';
import { chosenMatrices, shortMatrix } from '../../domain/compression/recipe/only.ts';
import { needsCalibration } from '../../domain/compression/recipe/passes.ts';
import { encodingOf, type Worked } from '../../domain/compression/recipe/pieces.ts';
import type { RecipePass } from '../../domain/compression/recipe/recipe.ts';
import { atLevel, levelOrder } from '../../domain/compression/sensitivity/axis.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { Weights } from '../../domain/models/contract.ts';
import { productsOf } from '../../domain/models/products.ts';
import type {
  SensitivityCell,
  SensitivityProgress,
  SensitivityResult,
  SensitivityStart,
} from '../../protocol/sensitivity.ts';
import type { Engine } from '../backend/engine.ts';
import { breath } from '../breath.ts';
import { createSession } from '../train/session.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { calibrationsOf } from './calibrations.ts';
import { GivenUp, giveUpIf } from './giveUp.ts';
import { inStretches } from './stretches.ts';

export interface SensitivityOptions {
  readonly engine: Engine;
  readonly session: TrainingSession;
  readonly pass: RecipePass;
  readonly levels: readonly number[];
  readonly started: (start: Omit<SensitivityStart, 'runId'>) => void;
  readonly measured: (progress: Omit<SensitivityProgress, 'runId'>) => void;
  /** Asked every few milliseconds; true gives up. */
  readonly cancelled: () => boolean;
}

/** As many times the windows of a validation while training. */
const evaluationFactor = 2;

/** Null if it was cancelled before there was a cell. */
export async function measureSensitivity(
  options: SensitivityOptions,
): Promise<Omit<SensitivityResult, 'runId'> | null> {
  const cells: SensitivityCell[] = [];
  let start: Omit<SensitivityStart, 'runId'> | null = null;
  let complete = true;
  try {
    const model = await opened(options);
    ({ start } = model);
    options.started(start);
    const startedAt = performance.now();
    const of = model.matrices.length * options.levels.length;
    for (const level of levelOrder(options.levels)) {
      for (const matrix of model.matrices) {
        const cell = await measureCell(options, model, matrix, level);
        cells.push(cell);
        options.measured({ cell, done: cells.length, of, elapsedMs: performance.now() - startedAt });
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof GivenUp)) throw thrown;
    complete = false;
  }
  return start && { ...start, cells, complete };
}

interface Opened {
  readonly start: Omit<SensitivityStart, 'runId'>;
  readonly weights: Weights<Float32Array>;
  readonly matrices: readonly Worked[];
}

async function opened(options: SensitivityOptions): Promise<Opened> {
  giveUpIf(options);
  const { session, pass } = options;
  const { definition, settings } = resolve(session.config).model;
  const { step } = session;
  const weights = await session.evaluatedWeights();
  const calibrations = needsCalibration(pass.method) ? await calibrationsOf(session, pauseOf(options)) : {};
  if (calibrations === null) throw new GivenUp();
  const products = productsOf(definition, settings, session.data.tokenizer.size);
  const all = matricesOf({ specs: session.tensors, weights, products }, calibrations);
  const names = all.map(({ name }) => name);
  const chosen = chosenMatrices(pass['only'], 'only', names);
  const matrices = all.filter(({ name }) => chosen?.has(shortMatrix(name)) ?? true);
  const { lossNats, tokens } = await evaluated(session, options);
  return {
    start: {
      step,
      lossNats,
      tokens,
      matrices: matrices.map(({ name, original }) => ({ name, weights: original.values.length })),
    },
    weights,
    matrices,
  };
}

async function measureCell(
  options: SensitivityOptions,
  { start, weights }: Opened,
  matrix: Worked,
  level: number,
): Promise<SensitivityCell> {
  const { engine, session, pass } = options;
  const encoding = await inStretches(encoded(atLevel(pass, level), matrix), () => giveUpIf(options));
  const { values } = turned({ ...encoding, values: decode(encoding) });
  const changed = createSession({
    engine,
    config: session.config,
    data: session.data,
    start: { step: start.step, weights: { ...weights, [matrix.name]: values }, state: null },
    ...(session.inputs && { inputs: session.inputs }),
  });
  try {
    const { lossNats } = await evaluated(changed, options);
    return { name: matrix.name, level, riseNats: lossNats - start.lossNats, bytes: encodedBytes(encoding) };
  } finally {
    await changed.dispose();
  }
}

function* encoded(pass: RecipePass, matrix: Worked): Pass<Encoding> {
  const [changed = matrix] = yield* applyPass(pass, [matrix]);
  return encodingOf(changed, 'f16');
}

async function evaluated(
  session: TrainingSession,
  options: SensitivityOptions,
): Promise<{ readonly lossNats: number; readonly tokens: number }> {
  const windows = evaluationFactor * session.config.training.evalWindows;
  const result = await session.evaluate(windows, pauseOf(options));
  giveUpIf(options);
  return result;
}

const pauseOf = (options: SensitivityOptions) => async (): Promise<boolean> => {
  await breath();
  return options.cancelled();
};
