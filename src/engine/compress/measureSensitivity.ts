/**
 * How much each matrix minds: the loss on held-out text with one matrix changed and all others as they are, for every
 * matrix and every level of a pass.
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
import { productsOf } from '../../domain/models/products.ts';
import type {
  SensitivityCell,
  SensitivityProgress,
  SensitivityResult,
  SensitivityStart,
} from '../../protocol/sensitivity.ts';
import { breath } from '../breath.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { calibrationsOf } from './calibrations.ts';
import { GivenUp, giveUpIf } from './giveUp.ts';
import { readChanges, type ChangedModel } from './readChanges.ts';
import { inStretches } from './stretches.ts';

export interface SensitivityOptions {
  readonly session: TrainingSession;
  readonly pass: RecipePass;
  readonly levels: readonly number[];
  readonly started: (start: Omit<SensitivityStart, 'runId'>) => void;
  readonly measured: (progress: Omit<SensitivityProgress, 'runId'>) => void;
  /** Asked every few milliseconds; true gives up. */
  readonly cancelled: () => boolean;
}

/** Null if it was cancelled before there was a cell. */
export async function measureSensitivity(
  options: SensitivityOptions,
): Promise<Omit<SensitivityResult, 'runId'> | null> {
  const cells: SensitivityCell[] = [];
  let start: Omit<SensitivityStart, 'runId'> | null = null;
  let complete = true;
  try {
    const { model, matrices, ...rest } = await opened(options);
    ({ start } = rest);
    options.started(start);
    const startedAt = performance.now();
    const of = matrices.length * options.levels.length;
    for (const level of levelOrder(options.levels)) {
      for (const matrix of matrices) {
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
  readonly model: ChangedModel;
  readonly matrices: readonly Worked[];
}

async function opened(options: SensitivityOptions): Promise<Opened> {
  giveUpIf(options);
  const { session, pass } = options;
  const { definition, settings } = resolve(session.config).model;
  const { step } = session;
  const weights = await session.evaluatedWeights();
  const calibrations = needsCalibration(pass.method) ? await calibrationsOf(session, () => paused(options)) : {};
  if (calibrations === null) throw new GivenUp();
  const products = productsOf(definition, settings, session.data.tokenizer.size);
  const all = matricesOf({ specs: session.tensors, weights, products }, calibrations);
  const names = all.map(({ name }) => name);
  const chosen = chosenMatrices(pass['only'], 'only', names);
  const matrices = all.filter(({ name }) => chosen?.has(shortMatrix(name)) ?? true);
  const model = await readChanges({ ...options, weights });
  return {
    start: {
      step,
      lossNats: model.lossNats,
      tokens: model.tokens,
      matrices: matrices.map(({ name, original }) => ({ name, weights: original.values.length })),
    },
    model,
    matrices,
  };
}

async function measureCell(
  options: SensitivityOptions,
  model: ChangedModel,
  matrix: Worked,
  level: number,
): Promise<SensitivityCell> {
  const encoding = await inStretches(encoded(atLevel(options.pass, level), matrix), () => giveUpIf(options));
  const { values } = turned({ ...encoding, values: decode(encoding) });
  const riseNats = await model.riseWith({ [matrix.name]: values });
  return { name: matrix.name, level, riseNats, bytes: encodedBytes(encoding) };
}

function* encoded(pass: RecipePass, matrix: Worked): Pass<Encoding> {
  const [changed = matrix] = yield* applyPass(pass, [matrix]);
  return encodingOf(changed, 'f16');
}

async function paused({ cancelled }: SensitivityOptions): Promise<boolean> {
  await breath();
  return cancelled();
}
