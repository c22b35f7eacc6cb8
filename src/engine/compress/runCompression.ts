/** A recipe on the model of a session: calibrated on its training text, measured on held-out text before and after. */
import type { Pass } from '../../domain/compression/contract.ts';
import {
  compress,
  decodeModel,
  type CompressedModel,
  type MeasuredPasses,
} from '../../domain/compression/recipe/compress.ts';
import { needsCalibration } from '../../domain/compression/recipe/passes.ts';
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import { resolve } from '../../domain/config/resolve.ts';
import { perplexity } from '../../domain/metrics/perplexity.ts';
import { productsOf } from '../../domain/models/products.ts';
import type { CompressedLayer, CompressedQuality, CompressionPhase } from '../../protocol/compression.ts';
import type { Engine } from '../backend/engine.ts';
import { breath } from '../breath.ts';
import { createSession, type TrainingSession } from '../train/session.ts';
import { calibrationsOf, type Calibrations } from './calibrations.ts';
import { layersOf } from './layers.ts';
import { measuredPasses } from './measuredPasses.ts';
import { inStretches } from './stretches.ts';

export interface CompressionOptions {
  readonly engine: Engine;
  readonly session: TrainingSession;
  readonly recipe: Recipe;
  /** Reads all held-out text to measure, not a part of it. */
  readonly wholeSplit: boolean;
  readonly tell: (phase: CompressionPhase, share: number, pass: number) => void;
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

class GivenUp extends Error {}

async function compressed(options: CompressionOptions): Promise<Compressed> {
  giveUpIf(options);
  const { engine, session, recipe, tell } = options;
  const { definition, settings } = resolve(session.config).model;
  const { step, weights } = await session.snapshot();
  const products = productsOf(definition, settings, session.data.tokenizer.size);

  let startedAt = performance.now();
  const calibrations = recipe.passes.some(({ method }) => needsCalibration(method)) ? await calibrated(options) : {};
  const calibrateMs = performance.now() - startedAt;

  startedAt = performance.now();
  const parts = { specs: session.tensors, weights, products };
  const measured = await measuredBefore(options);
  const model = await worked(compress(recipe, parts, calibrations, measured), options);
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
    return {
      model,
      step,
      before,
      after: after.quality,
      tokens: after.tokens,
      layers: layersOf(model, weights, decoded, calibrations),
      calibrateMs,
      compressMs,
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

async function measuredBefore(options: CompressionOptions): Promise<MeasuredPasses> {
  const measured = await measuredPasses({ ...options, tell: (share, at) => options.tell('measuring', share, at) });
  if (measured === null) throw new GivenUp();
  return measured;
}

/** All of a pass, in stretches between which messages are handled. */
function worked<T>(pass: Pass<T>, options: CompressionOptions): Promise<T> {
  const { passes } = options.recipe;
  return inStretches(pass, (share) => {
    giveUpIf(options);
    const at = Math.min(passes.length - 1, Math.floor(share * passes.length));
    options.tell('compressing', share * passes.length - at, at);
  });
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
