/** A recipe on the model of a session: calibrated on its training text, measured on held-out text before and after. */
import type { Calibration, Pass } from '../../domain/compression/contract.ts';
import { applyPass } from '../../domain/compression/recipe/applyPass.ts';
import { beginning, decodeModel, written, type CompressedModel } from '../../domain/compression/recipe/compress.ts';
import { checkOrder } from '../../domain/compression/recipe/passOrder.ts';
import { kindOf, needsCalibration } from '../../domain/compression/recipe/passes.ts';
import { withCalibrations } from '../../domain/compression/recipe/pieces.ts';
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
import { createSession, type TrainingSession } from '../train/session.ts';
import { layersOf } from './layers.ts';
import { decodingGpu, measureAlone, measureDecoding } from './measureDecoding.ts';
import { recalibrated, trainPass, type PartlyCompressed } from './trainPass.ts';

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

/** Enough for second moments of a few hundred inputs. */
const calibrationTokens = 8192;
/** As many times the windows of a validation while training. Both models read the same, which makes their difference surer than either loss. */
const evaluationFactor = 8;
/** Between two breaths of a pass. */
const stretchMs = 12;

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
      : await measureAlone(session, model, pause);
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

class GivenUp extends Error {}

async function compressed(options: CompressionOptions): Promise<Compressed> {
  giveUpIf(options);
  const { engine, session, recipe, tell } = options;
  checkOrder(recipe.passes);
  const { definition, settings } = resolve(session.config).model;
  const { step } = session;
  const weights = await session.evaluatedWeights();
  const products = productsOf(definition, settings, session.data.tokenizer.size);

  let startedAt = performance.now();
  const calibrations = recipe.passes.some(({ method }) => needsCalibration(method)) ? await calibrated(options) : {};
  const calibrateMs = performance.now() - startedAt;

  startedAt = performance.now();
  const parts = { specs: session.tensors, weights, products };
  const end = await throughPasses(options, { worked: beginning(parts, calibrations), weights, trained: 0 });
  const model = written(end.worked, { specs: parts.specs, weights: end.weights }, recipe.rest);
  const compressMs = performance.now() - startedAt;

  const decoded = decodeModel(model);
  const before = await originalQuality(options);
  const changed = createSession({
    engine,
    config: session.config,
    data: session.data,
    start: { step, weights: decoded, state: null },
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

type Calibrations = Readonly<Record<string, Calibration>>;

/** Every recipe on a model as it stands is calibrated by the same; reading takes longer than most passes. */
const calibrationsOf = new WeakMap<TrainingSession, { readonly step: number; readonly calibrations: Calibrations }>();

async function calibrated(options: CompressionOptions): Promise<Calibrations> {
  const { session } = options;
  const { step } = session;
  const before = calibrationsOf.get(session);
  if (before?.step === step) return before.calibrations;
  const calibrations = await session.calibrate(calibrationBatches(session), readingBatches(options, 0));
  giveUpIf(options);
  calibrationsOf.set(session, { step, calibrations });
  return calibrations;
}

const calibrationBatches = ({ facts }: TrainingSession): number =>
  Math.max(1, Math.ceil(calibrationTokens / facts.tokensPerStep));

function readingBatches(options: CompressionOptions, pass: number): () => Promise<boolean> {
  let read = 0;
  return async () => {
    options.tell('calibrating', ++read / calibrationBatches(options.session), pass);
    await breath();
    return options.cancelled();
  };
}

async function throughPasses(options: CompressionOptions, start: PartlyCompressed): Promise<PartlyCompressed> {
  const { engine, session, recipe, tell } = options;
  let state = start;
  // Training changes what goes into the matrices.
  let stale = false;
  for (const [at, pass] of recipe.passes.entries()) {
    if (kindOf(pass.method) === 'train') {
      const between = async (step: number, steps: number, lossNats: number): Promise<void> => {
        tell('training', step / steps, at, { step, steps, lossNats });
        await breath();
        giveUpIf(options);
      };
      state = await trainPass({ engine, session, pass, original: start.weights, between }, state);
      stale = true;
      continue;
    }
    if (stale && needsCalibration(pass.method)) {
      const pause = readingBatches(options, at);
      const calibrations = await recalibrated(engine, session, state, calibrationBatches(session), pause);
      giveUpIf(options);
      state = { ...state, worked: withCalibrations(state.worked, calibrations) };
      stale = false;
    }
    state = { ...state, worked: await inStretches(applyPass(pass, state.worked), at, options) };
  }
  return state;
}

/** All of a pass, in stretches between which messages are handled. */
async function inStretches<T>(pass: Pass<T>, at: number, options: CompressionOptions): Promise<T> {
  let until = performance.now() + stretchMs;
  for (;;) {
    const { done, value } = pass.next();
    if (done) return value;
    if (performance.now() < until) continue;
    options.tell('compressing', value, at);
    await breath();
    giveUpIf(options);
    until = performance.now() + stretchMs;
  }
}

function giveUpIf({ cancelled }: CompressionOptions): void {
  if (cancelled()) throw new GivenUp();
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
