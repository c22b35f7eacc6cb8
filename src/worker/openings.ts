/**
 * Models from files. What is opened is put where runs are kept, as a checkpoint and a tokenizer, so that from then on it is
 * a run like any other: it is resumed, and it outlives the page.
 */
import { setValue } from '../domain/config/setValue.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { resolve } from '../domain/config/resolve.ts';
import { objectiveData } from '../domain/data/objectiveData.ts';
import { textHash } from '../domain/data/textHash.ts';
import type { CompressedFile } from '../domain/files/compressedFile.ts';
import type { OpenedFiles, OpenedTokenizer } from '../domain/files/opening/contract.ts';
import { openFiles } from '../domain/files/opening/openFiles.ts';
import { storedForm } from '../domain/files/opening/storedForm.ts';
import { blobSource } from '../domain/files/ranges/blobSource.ts';
import type { RangeSource } from '../domain/files/ranges/contract.ts';
import { parameterCount } from '../domain/models/contract.ts';
import { parseTokenizer } from '../domain/tokenizers/imported/readTokenizer.ts';
import { breath } from '../engine/breath.ts';
import type { OpenableFile, OpenedModel, OpenRequest } from '../protocol/files.ts';
import type { Emit } from '../protocol/protocol.ts';
import type { Storage } from '../storage/contract.ts';
import type { PrepareData } from './dataSources.ts';
import { portSource } from './portSource.ts';

export interface Openings {
  /** Null if it was cancelled. */
  open(request: OpenRequest): Promise<OpenedModel | null>;
  cancel(): void;
  /** What the weights of an opened run were decoded from, once. */
  takeCompressed(runId: string): CompressedFile | null;
}

export interface OpeningParts {
  readonly emit: Emit;
  readonly prepare: PrepareData;
  readonly stores: () => Promise<Storage>;
  /** Parameters; see `openForeign`. */
  readonly mostTrainable?: number;
}

class Cancelled extends Error {}

export function openings({ emit, prepare, stores, mostTrainable }: OpeningParts): Openings {
  let asked = new Set<{ cancelled: boolean }>();
  let compressed: { readonly runId: string; readonly file: CompressedFile } | null = null;

  async function open(
    { runId, files, corpus, progress: known }: OpenRequest,
    job: { readonly cancelled: boolean },
  ): Promise<OpenedModel> {
    const pause = async (share: number): Promise<void> => {
      emit('files.progress', { runId, share });
      await breath();
      if (job.cancelled) throw new Cancelled();
    };
    const sources = files.map((file): [string, RangeSource] => [file.name, sourceOf(file)]);
    const read = await openFiles(sources, pause, mostTrainable);
    const opened = read.progress.step === 0 && known ? { ...read, progress: known } : read;
    const { kind, name, progress, tokenizer } = opened;
    const { config, otherCorpus } = await placed(opened, corpus, prepare);
    const { definition, settings } = resolve(config).model;
    const specs = definition.tensors(settings, tokenizer.vocabulary);
    const bytes = storedForm(opened, config);
    await pause(1);
    const { runs, checkpoints } = await stores();
    await runs.putText({ hash: textHash(tokenizer.json), name: 'tokenizer.json', text: tokenizer.json });
    await checkpoints.save({ runId, step: progress.step, bytes, createdAt: Date.now() });
    const file = opened.compressed;
    // The experiment of a model of others is made up here, so that its file has the one that is kept.
    compressed = file && { runId, file: opened.weights === null ? { ...file, config } : file };
    const parameters = parameterCount(specs);
    return {
      kind,
      name,
      config,
      step: progress.step,
      parameters,
      vocabulary: tokenizer.vocabulary,
      recipe: opened.compressed?.recipe ?? null,
      otherCorpus,
    };
  }

  return {
    async open(request) {
      const job = { cancelled: false };
      asked.add(job);
      try {
        return await open(request, job);
      } catch (thrown) {
        if (thrown instanceof Cancelled) return null;
        throw thrown;
      } finally {
        asked.delete(job);
        for (const file of request.files) if ('port' in file) file.port.close();
      }
    },
    cancel() {
      for (const job of asked) job.cancelled = true;
      asked = new Set();
    },
    takeCompressed(runId) {
      const found = compressed?.runId === runId ? compressed.file : null;
      if (found) compressed = null;
      return found;
    },
  };
}

const sourceOf = (file: OpenableFile): RangeSource =>
  'blob' in file ? blobSource(file.blob) : portSource(file.size, file.port);

/** The experiment of the run: as the file has it, unless its corpus would give another vocabulary or is not here. */
async function placed(
  { config, tokenizer }: OpenedFiles,
  wanted: OpenRequest['corpus'],
  prepare: PrepareData,
): Promise<{ readonly config: ExperimentConfig; readonly otherCorpus: boolean }> {
  const { corpus, tokenizer: method } = config.data;
  const absent = corpus === 'own-text';
  if (wanted === null && !absent && method !== 'imported') {
    const { tokenizer: built } = objectiveData(config, await prepare(config.data, null));
    if (sameJson(built.toJSON(), tokenizer)) return { config, otherCorpus: false };
  }
  const chosen = setValue(config, 'data.corpus', wanted ?? (absent ? 'moby-dick' : corpus));
  const settings = {
    'data.tokenizer': 'imported',
    'data.tokenizerHash': textHash(tokenizer.json),
    'data.vocabularyRows': parseTokenizer(tokenizer.json).size === tokenizer.vocabulary ? 0 : tokenizer.vocabulary,
  } as const;
  return {
    config: Object.entries(settings).reduce((edited, [path, value]) => setValue(edited, path, value), chosen),
    otherCorpus: wanted === null && absent,
  };
}

const sameJson = (built: unknown, { json }: OpenedTokenizer): boolean =>
  JSON.stringify(built) === JSON.stringify(JSON.parse(json));
