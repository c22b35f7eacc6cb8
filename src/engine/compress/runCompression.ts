/** A recipe on the model of a session: calibrated on its training text, measured on held-out text before and after. */
import { outputError } from '../../domain/compression/calibration.ts';
import type { Calibration, Matrix, Pass } from '../../domain/compression/contract.ts';
import { encodedBytes } from '../../domain/compression/encodings/index.ts';
import { turned } from '../../domain/compression/numeric/turned.ts';
import { compress, decodeModel, type CompressedModel } from '../../domain/compression/recipe/compress.ts';
import { needsCalibration } from '../../domain/compression/recipe/passes.ts';
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import { resolve } from '../../domain/config/resolve.ts';
import { perplexity } from '../../domain/metrics/perplexity.ts';
import type { TensorSpec, Weights } from '../../domain/models/contract.ts';
import { weight } from '../../domain/models/initialize.ts';
import { productsOf } from '../../domain/models/products.ts';
import type { CompressedLayer, CompressedQuality, CompressionPhase } from '../../protocol/compression.ts';
import type { Engine } from '../backend/engine.ts';
import { breath } from '../breath.ts';
import { createSession, type TrainingSession } from '../train/session.ts';

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

class GivenUp extends Error {}

async function compressed(options: CompressionOptions): Promise<Compressed> {
  const { engine, session, recipe, tell } = options;
  const { definition, settings } = resolve(session.config).model;
  const { step, weights } = await session.snapshot();
  const products = productsOf(definition, settings, session.data.tokenizer.size);

  let startedAt = performance.now();
  const calibrations = recipe.passes.some(({ method }) => needsCalibration(method)) ? await calibrated(options) : {};
  const calibrateMs = performance.now() - startedAt;

  startedAt = performance.now();
  const parts = { specs: session.tensors, weights, products };
  const model = await worked(compress(recipe, parts, calibrations), options);
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

async function calibrated(options: CompressionOptions): Promise<Readonly<Record<string, Calibration>>> {
  const { session, tell } = options;
  const batches = Math.max(1, Math.ceil(calibrationTokens / session.facts.tokensPerStep));
  let read = 0;
  const result = await session.calibrate(batches, async () => {
    tell('calibrating', ++read / batches, 0);
    await breath();
    return options.cancelled();
  });
  giveUpIf(options);
  return result;
}

/** All of a pass, in stretches between which messages are handled. */
async function worked<T>(pass: Pass<T>, options: CompressionOptions): Promise<T> {
  const { passes } = options.recipe;
  let until = performance.now() + stretchMs;
  for (;;) {
    const { done, value } = pass.next();
    if (done) return value;
    if (performance.now() < until) continue;
    const at = Math.min(passes.length - 1, Math.floor(value * passes.length));
    options.tell('compressing', value * passes.length - at, at);
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

function layersOf(
  model: CompressedModel,
  weights: Weights<Float32Array>,
  decoded: Weights<Float32Array>,
  calibrations: Readonly<Record<string, Calibration>>,
): readonly CompressedLayer[] {
  return model
    .filter(({ spec }) => spec.shape.length === 2)
    .map(({ spec, inputsFirst, encoding }) => {
      const [before, after] = [weight(weights, spec.name), weight(decoded, spec.name)];
      const calibration = calibrations[spec.name];
      return {
        name: spec.name,
        weights: before.length,
        bytes: encodedBytes(encoding),
        zeros: after.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0) / after.length,
        weightError: Math.sqrt(squares(before, after) / squares(before, null)),
        outputError: calibration ? relativeOutputError(spec, inputsFirst, before, after, calibration) : null,
      };
    });
}

function squares(values: Float32Array, other: Float32Array | null): number {
  return values.reduce((sum, value, i) => sum + (value - (other?.[i] ?? 0)) ** 2, 0);
}

function relativeOutputError(
  { shape }: TensorSpec,
  inputsFirst: boolean,
  before: Float32Array,
  after: Float32Array,
  calibration: Calibration,
): number {
  const [rows = 0, columns = 0] = shape;
  const asOutputs = (values: Float32Array): Matrix => {
    const matrix = { rows, columns, values };
    return inputsFirst ? turned(matrix) : matrix;
  };
  const original = asOutputs(before);
  const error = outputError(original, asOutputs(after).values, calibration);
  return Math.sqrt(error / outputError(original, new Float32Array(before.length), calibration));
}
