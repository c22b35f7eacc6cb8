/** Compressed models of the runs of this page: made one at a time, kept until their run ends. */
import type { Matrix } from '../domain/compression/contract.ts';
import { decode } from '../domain/compression/encodings/index.ts';
import { decodeModel, type CompressedModel } from '../domain/compression/recipe/compress.ts';
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { TrimtabError } from '../domain/core/errors.ts';
import { encodeCompressed, type CompressedFile } from '../domain/files/compressedFile.ts';
import { jsonFile } from '../domain/files/exportModel.ts';
import type { CacheBits } from '../domain/models/decoding/cache.ts';
import type { Weights } from '../domain/models/contract.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { openDecoder, type OpenedDecoder } from '../engine/compress/openDecoder.ts';
import {
  measureOpened,
  runCompression,
  type Compressed,
  type CompressionOptions,
} from '../engine/compress/runCompression.ts';
import type { Run } from '../engine/train/run.ts';
import type { TrainingSession } from '../engine/train/trainingSession.ts';
import type { CompressedVariant, CompressionRequest } from '../protocol/compression.ts';
import type { DecodingMachine } from '../protocol/execution.ts';
import type { Emit, ExportedFile } from '../protocol/protocol.ts';
import type { ActiveRun } from './activeRun.ts';
import type { Speaker } from './generations.ts';
import { gzipBytes } from './gzip.ts';

export interface Compressions {
  /** @param standstill does the work once no step is made; it can be cancelled before. */
  run(request: CompressionRequest, run: Run, engine: Engine, standstill: Standstill): Promise<CompressedVariant | null>;
  /** A model that came compressed, as a variant of the run that was opened from it. */
  adopt(
    file: CompressedFile,
    active: ActiveRun,
    engine: Engine,
    standstill: Standstill,
  ): Promise<CompressedVariant | null>;
  /** All that was asked for so far. */
  cancel(): void;
  drop(variantId: number): void;
  /** All of them. */
  forget(): void;
  model(variantId: number): CompressedModel;
  files(variantId: number, session: TrainingSession): readonly ExportedFile[];
  speaker(variantId: number, session: TrainingSession, engine: Engine, cacheBits: CacheBits | undefined): Speaker;
  /** On the machine that it writes on. */
  opener(variantId: number, session: TrainingSession, engine: Engine): (bits?: CacheBits) => Promise<OpenedDecoder>;
  /** Of a variant, as the model computes with them. */
  weights(variantId: number): Weights<Float32Array>;
  /** Of one matrix of a layer, [outputs, inputs]. */
  matrix(variantId: number, name: string): Matrix;
}

type Standstill = <T>(work: () => Promise<T>) => Promise<T>;

interface Kept {
  /** When it was made, or of its file. */
  readonly config: ExperimentConfig;
  readonly recipe: Recipe;
  readonly model: CompressedModel;
  /** On which it writes faster. */
  readonly machine: DecodingMachine;
}

export function compressions(emit: Emit): Compressions {
  const kept = new Map<number, Kept>();
  let nextId = 1;
  const asked = new Set<{ cancelled: boolean }>();

  const modelOf = (variantId: number): Kept => {
    const found = kept.get(variantId);
    if (!found) throw new TrimtabError('internal', { message: `there is no compressed model ${variantId}` });
    return found;
  };

  const fileOf = (
    { config, recipe, model }: Pick<Kept, 'config' | 'recipe' | 'model'>,
    { data }: TrainingSession,
  ): Uint8Array<ArrayBuffer> => encodeCompressed({ config, recipe, vocabulary: data.tokenizer.size, model });

  const cancel = (): void => asked.forEach((job) => (job.cancelled = true));

  const optionsFor = (
    { runId, recipe, wholeSplit = false }: CompressionRequest,
    { session, stopped }: Run,
    engine: Engine,
    job: { readonly cancelled: boolean },
  ): CompressionOptions => {
    const startedAt = performance.now();
    return {
      engine,
      session,
      recipe,
      wholeSplit,
      tell(phase, share, pass, training) {
        const elapsedMs = performance.now() - startedAt;
        emit('compress.progress', { runId, phase, share, pass, ...(training && { training }), elapsedMs });
      },
      cancelled: () => job.cancelled || stopped(),
    };
  };

  async function keep(
    { runId, recipe }: CompressionRequest,
    session: TrainingSession,
    result: Compressed | null,
    config = session.config,
  ): Promise<CompressedVariant | null> {
    if (!result) return null;
    const { model, ...facts } = result;
    const file = fileOf({ config, recipe, model }, session);
    const variantId = nextId++;
    kept.set(variantId, { config, recipe, model, machine: facts.decoding.machine });
    return {
      ...facts,
      variantId,
      runId,
      recipe,
      parameters: session.facts.parameters,
      denseBytes: session.facts.weightBytes,
      fileBytes: file.byteLength,
      gzipBytes: await gzipBytes(file),
    };
  }

  const opener: Compressions['opener'] = (variantId, session, engine) => async (bits) => {
    const { model, machine } = modelOf(variantId);
    return openDecoder(session, model, machine === 'webgpu' ? engine.gpu : null, bits);
  };

  async function asJob<T>(
    standstill: Standstill,
    work: (job: { readonly cancelled: boolean }) => Promise<T>,
  ): Promise<T> {
    const job = { cancelled: false };
    asked.add(job);
    try {
      return await standstill(() => work(job));
    } finally {
      asked.delete(job);
    }
  }

  return {
    run: (request, run, engine, standstill) =>
      asJob(standstill, async (job) =>
        keep(request, run.session, await runCompression(optionsFor(request, run, engine, job))),
      ),
    adopt: ({ config, recipe, model }, { runId, run }, engine, standstill) =>
      asJob(standstill, async (job) => {
        const request = { runId, recipe };
        const measured = await measureOpened(optionsFor(request, run, engine, job), model);
        const variant = await keep(request, run.session, measured, config);
        return variant && { ...variant, opened: true };
      }),
    cancel,
    drop(variantId) {
      kept.delete(variantId);
    },
    forget() {
      cancel();
      kept.clear();
    },
    model: (variantId) => modelOf(variantId).model,
    files: (variantId, session) => [
      { name: 'model.trimtab.safetensors', bytes: fileOf(modelOf(variantId), session) },
      jsonFile('tokenizer.json', session.data.tokenizer.toJSON()),
    ],
    weights: (variantId) => decodeModel(modelOf(variantId).model),
    matrix(variantId, name) {
      const tensor = modelOf(variantId).model.find(({ spec, inputsFirst }) => inputsFirst && spec.name === name);
      if (!tensor) throw new TrimtabError('internal', { message: `there is no matrix ${name}` });
      const { rows, columns } = tensor.encoding;
      return { rows, columns, values: decode(tensor.encoding) };
    },
    speaker: (variantId, session, engine, cacheBits) => ({
      tokenizer: session.data.tokenizer,
      decoder: () => opener(variantId, session, engine)(cacheBits),
    }),
    opener,
  };
}
