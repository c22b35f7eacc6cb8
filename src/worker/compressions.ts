/** Compressed models of the runs of this page: made one at a time, kept until their run ends. */
import { decodeModel, type CompressedModel } from '../domain/compression/recipe/compress.ts';
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import { resolve } from '../domain/config/resolve.ts';
import { TrimtabError } from '../domain/core/errors.ts';
import { encodeCompressed } from '../domain/files/compressedFile.ts';
import { jsonFile } from '../domain/files/exportModel.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { runCompression } from '../engine/compress/runCompression.ts';
import type { Run } from '../engine/train/run.ts';
import type { TrainingSession } from '../engine/train/session.ts';
import type { CompressedVariant, CompressionRequest } from '../protocol/compression.ts';
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
  files(variantId: number, session: TrainingSession): readonly ExportedFile[];
  speaker(variantId: number, session: TrainingSession): Speaker;
}

type Standstill = <T>(work: () => Promise<T>) => Promise<T>;

interface Kept {
  readonly recipe: Recipe;
  readonly model: CompressedModel;
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

  const fileOf = ({ recipe, model }: Kept, { config, data }: TrainingSession): Uint8Array<ArrayBuffer> =>
    encodeCompressed({ config, recipe, vocabulary: data.tokenizer.size, model });

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
    kept.set(variantId, { recipe, model });
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
    files: (variantId, session) => [
      { name: 'model.trimtab.safetensors', bytes: fileOf(modelOf(variantId), session) },
      jsonFile('tokenizer.json', session.data.tokenizer.toJSON()),
    ],
    speaker: (variantId, { config, data: { tokenizer } }) => ({
      tokenizer,
      async decoder() {
        const { definition, settings } = resolve(config).model;
        return definition.decoder(settings, tokenizer.size, decodeModel(modelOf(variantId).model));
      },
    }),
  };
}
