/** Compressed models of the runs of this page: made one at a time, kept until their run ends. */
import type { Matrix } from '../domain/compression/contract.ts';
import { decode } from '../domain/compression/encodings/index.ts';
import { decodeModel, type CompressedModel } from '../domain/compression/recipe/compress.ts';
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import { TrimtabError } from '../domain/core/errors.ts';
import { encodeCompressed } from '../domain/files/compressedFile.ts';
import { jsonFile } from '../domain/files/exportModel.ts';
import type { CacheBits } from '../domain/models/decoding/cache.ts';
import type { Weights } from '../domain/models/contract.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { openDecoder } from '../engine/compress/openDecoder.ts';
import { runCompression } from '../engine/compress/runCompression.ts';
import type { Run } from '../engine/train/run.ts';
import type { TrainingSession } from '../engine/train/session.ts';
import type { CompressedVariant, CompressionRequest } from '../protocol/compression.ts';
import type { DecodingMachine } from '../protocol/execution.ts';
import type { Emit, ExportedFile } from '../protocol/protocol.ts';
import type { Speaker } from './generations.ts';
import { gzipBytes } from './gzip.ts';

export interface Compressions {
  /** @param standstill does the work once no step is made; it can be cancelled before. */
  run(request: CompressionRequest, run: Run, engine: Engine, standstill: Standstill): Promise<CompressedVariant | null>;
  /** All that was asked for so far. */
  cancel(): void;
  drop(variantId: number): void;
  /** All of them. */
  forget(): void;
  model(variantId: number): CompressedModel;
  files(variantId: number, session: TrainingSession): readonly ExportedFile[];
  speaker(variantId: number, session: TrainingSession, engine: Engine, cacheBits: CacheBits | undefined): Speaker;
  /** Of a variant, as the model computes with them. */
  weights(variantId: number): Weights<Float32Array>;
  /** Of one matrix of a layer, [outputs, inputs]. */
  matrix(variantId: number, name: string): Matrix;
}

type Standstill = <T>(work: () => Promise<T>) => Promise<T>;

interface Kept {
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
    { recipe, model }: Pick<Kept, 'recipe' | 'model'>,
    { config, data }: TrainingSession,
  ): Uint8Array<ArrayBuffer> => encodeCompressed({ config, recipe, vocabulary: data.tokenizer.size, model });

  const cancel = (): void => asked.forEach((job) => (job.cancelled = true));

  async function make(
    { runId, recipe, wholeSplit = false }: CompressionRequest,
    { session, stopped }: Run,
    engine: Engine,
    job: { readonly cancelled: boolean },
  ): Promise<CompressedVariant | null> {
    const startedAt = performance.now();
    const result = await runCompression({
      engine,
      session,
      recipe,
      wholeSplit,
      tell(phase, share, pass, training) {
        const elapsedMs = performance.now() - startedAt;
        emit('compress.progress', { runId, phase, share, pass, ...(training && { training }), elapsedMs });
      },
      cancelled: () => job.cancelled || stopped(),
    });
    if (!result) return null;
    const { model, ...facts } = result;
    const file = fileOf({ recipe, model }, session);
    const variantId = nextId++;
    kept.set(variantId, { recipe, model, machine: facts.decoding.machine });
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

  return {
    async run(request, run, engine, standstill) {
      const job = { cancelled: false };
      asked.add(job);
      try {
        return await standstill(() => make(request, run, engine, job));
      } finally {
        asked.delete(job);
      }
    },
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
      async decoder() {
        const { model, machine } = modelOf(variantId);
        return openDecoder(session, model, machine === 'webgpu' ? engine.gpu : null, cacheBits);
      },
    }),
  };
}
