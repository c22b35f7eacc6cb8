/** A recipe on the model of a session: calibrated on its training text, measured on held-out text before and after. */
import {
  checkNames,
  decodeModel,
  inputsIfAny,
  matricesOf,
  written,
  type CompressedModel,
} from '../../domain/compression/recipe/compress.ts';
import { checkOrder } from '../../domain/compression/recipe/passOrder.ts';
import { needsCalibration } from '../../domain/compression/recipe/passes.ts';
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import { resolve } from '../../domain/config/resolve.ts';
import { perplexity } from '../../domain/metrics/perplexity.ts';
import { productsOf } from '../../domain/models/products.ts';
import type {
  CompressedLayer,
  CompressedQuality,
  CompressionPhase,
  TrainingProgress,
} from '../../protocol/compression.ts';
import type { DecodingFigures } from '../../protocol/execution.ts';
import type { Engine } from '../backend/engine.ts';
import { breath } from '../breath.ts';
import { createSession } from '../train/session.ts';
import type { TrainingSession } from '../train/trainingSession.ts';
import { calibrationsOf, isCalibrated, type Calibrations } from './calibrations.ts';
import { layersOf } from './layers.ts';
import { GivenUp, giveUpIf } from './giveUp.ts';
import { decodingGpu, measureAlone, measureDecoding } from './measureDecoding.ts';
import { throughPasses } from './throughPasses.ts';

export interface CompressionOptions {
  readonly engine: Engine;
  readonly session: TrainingSession;
  readonly recipe: Recipe;
  /** Reads all held-out text to measure, not a part of it. */
  readonly wholeSplit: boolean;
  readonly tell: (phase: CompressionPhase, share: number, pass: number, training?: TrainingProgress) => void;
  /** Asked every few milliseconds; true gives up. */
  readonly cancelled: () => boolean;
}

export interface Compressed {
  readonly model: CompressedModel;
  readonly step: number;
  readonly before: CompressedQuality;
  readonly after: CompressedQuality;
  readonly tokens: number;
  readonly layers: readonly CompressedLayer[];
  readonly calibrateMs: number;
  readonly compressMs: number;
  readonly decoding: DecodingFigures;
}

/** As many times the windows of a validation while training. Both models read the same, which makes their difference surer than either loss. */
const evaluationFactor = 8;
/** Null if it was given up. */
export async function runCompression(options: CompressionOptions): Promise<Compressed | null> {
  try {
    return await compressed(options);
  } catch (thrown) {
    if (thrown instanceof GivenUp) return null;
    throw thrown;
  }
}

/**
 * What came compressed from a file is what the session holds: nothing is done to it, and it is compared with itself. Null
 * if it was given up.
 */
export async function measureOpened(options: CompressionOptions, model: CompressedModel): Promise<Compressed | null> {
  const { session } = options;
  try {
    const { step } = session;
    const { quality: own, tokens } = await quality(session, options, 0);
    // What became of each matrix, nobody can tell without those that they were.
    const weights = session.frozen ? null : await session.evaluatedWeights();
    const layers = weights ? layersOf(model, weights, weights, {}) : [];
    const pause = timing(options);
    const decoding = weights
      ? await measureDecoding(session, weights, model, decodingGpu(options.engine), pause)
      : await measureAlone(session, model, decodingGpu(options.engine), pause);
    return (
      decoding && { model, step, before: own, after: own, tokens, layers, calibrateMs: 0, compressMs: 0, decoding }
    );
  } catch (thrown) {
    if (thrown instanceof GivenUp) return null;
    throw thrown;
  }
}

const timing = (options: CompressionOptions) => async (share: number) => {
  options.tell('timing', share, 0);
  await breath();
  return options.cancelled();
};

async function compressed(options: CompressionOptions): Promise<Compressed> {
  giveUpIf(options);
  const { engine, session, recipe, tell } = options;
  checkOrder(recipe.passes);
  const { definition, settings } = resolve(session.config).model;
  const { step } = session;
  const weights = await session.evaluatedWeights();
  const products = productsOf(definition, settings, session.data.tokenizer.size);

  const known = isCalibrated(session);
  let startedAt = performance.now();
  const calibrations = recipe.passes.some(({ method }) => needsCalibration(method)) ? await calibrated(options) : {};
  const calibrateMs = known ? 0 : performance.now() - startedAt;

  startedAt = performance.now();
  const parts = { specs: session.tensors, weights, products, ...(session.inputs && { inputs: session.inputs }) };
  const matrices = matricesOf(parts, calibrations);
  checkNames(recipe.passes, matrices);
  const end = await throughPasses(options, { worked: matrices, weights, trained: 0 });
  const model = written(end.worked, { specs: parts.specs, weights: end.weights }, recipe.rest);
  const compressMs = performance.now() - startedAt;

  const decoded = decodeModel(model);
  const before = await originalQuality(options);
  const changed = createSession({
    engine,
    config: session.config,
    data: session.data,
    start: { step, weights: decoded, state: null },
    ...inputsIfAny(model),
  });
  try {
    const after = await quality(changed, options, 0.5);
    tell('evaluating', 1, 0);
    const decoding = await measureDecoding(session, weights, model, decodingGpu(engine), timing(options));
    if (!decoding) throw new GivenUp();
    return {
      model,
      step,
      before,
      after: after.quality,
      tokens: after.tokens,
      layers: layersOf(model, weights, decoded, calibrations),
      calibrateMs,
      compressMs,
      decoding,
    };
  } finally {
    await changed.dispose();
  }
}

async function calibrated(options: CompressionOptions): Promise<Calibrations> {
  const calibrations = await calibrationsOf(options.session, async (share) => {
    options.tell('calibrating', share, 0);
    await breath();
    return options.cancelled();
  });
  if (calibrations === null) throw new GivenUp();
  return calibrations;
}

interface Original {
  readonly step: number;
  readonly windows: number;
  readonly quality: CompressedQuality;
}

/** What every recipe on a model is compared with, measured once. */
const originals = new WeakMap<TrainingSession, Original>();

async function originalQuality(options: CompressionOptions): Promise<CompressedQuality> {
  const { session } = options;
  const { step } = session;
  const windows = windowsOf(options);
  const known = originals.get(session);
  if (known?.step === step && known.windows === windows) return known.quality;
  const measured = await quality(session, options, 0);
  originals.set(session, { step, windows, quality: measured.quality });
  return measured.quality;
}

const windowsOf = ({ session, wholeSplit }: CompressionOptions): number =>
  wholeSplit ? Infinity : evaluationFactor * session.config.training.evalWindows;

async function quality(
  session: TrainingSession,
  options: CompressionOptions,
  from: number,
): Promise<{ readonly quality: CompressedQuality; readonly tokens: number }> {
  const { config, data, facts } = session;
  const windows = windowsOf(options);
  const tokensToRead = Math.min(
    data.facts.validationTokens,
    (windows * facts.tokensPerStep) / config.training.batchSize,
  );
  let batches = 0;
  const { lossNats, tokens, accuracy } = await session.evaluate(windows, async () => {
    batches++;
    options.tell('evaluating', from + 0.5 * Math.min(1, (batches * facts.tokensPerStep) / tokensToRead), 0);
    await breath();
    return options.cancelled();
  });
  giveUpIf(options);
  return { quality: { lossNats, perplexity: perplexity(lossNats), accuracy }, tokens };
}
