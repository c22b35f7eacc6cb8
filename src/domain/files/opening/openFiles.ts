/**
 * Opens a model from whatever files there are: our compressed file, a whole checkpoint, what we export, or Hugging Face's
 * layout. Headers and texts are checked before a value is read. Every failure is `bad-model`, `bad-checkpoint` or
 * `version-mismatch`, and names file, tensor or field.
 */
import { resolve } from '../../config/resolve.ts';
import { withoutTermTensors } from '../../config/withoutTermTensors.ts';
import { TrimtabError } from '../../core/errors.ts';
import { trainedTensors } from '../../losses/terms/active.ts';
import { decodeCheckpoint } from '../checkpoint.ts';
import { decodeCompressed } from '../compressedFile.ts';
import { shardIndexFile, singleFile } from '../hugging-face/tensorIndex.ts';
import type { RangeSource } from '../ranges/contract.ts';
import { decodeModel, inputsIfAny, type CompressedModel } from '../../compression/recipe/compress.ts';
import type { Weights } from '../../models/contract.ts';
import { toldRows } from '../../tokenizers/imported/definition.ts';
import { parseTokenizer } from '../../tokenizers/imported/readTokenizer.ts';
import {
  canonicalFiles,
  checkpointFile,
  compressedFile,
  configFile,
  experimentFile,
  tokenizerFile,
} from './canonicalFiles.ts';
import type { ModelSources, OpenedFiles, OpenedTokenizer } from './contract.ts';
import { openForeign } from './openForeign.ts';
import { openOwn } from './openOwn.ts';
import { readText, readWhole } from './readWhole.ts';
import { checkedTensors, finiteWeights } from './checkedTensors.ts';

/** Told after each tensor, with the share that is read; rejects when the person has cancelled. */
export type Tell = (share: number) => Promise<void>;

export async function openFiles(
  files: readonly (readonly [string, RangeSource])[],
  tell: Tell,
  most?: number,
): Promise<OpenedFiles> {
  const sources = await canonicalFiles(files);
  if (sources[compressedFile]) return openCompressed(sources, sources[compressedFile]);
  if (sources[checkpointFile]) return openCheckpoint(sources, sources[checkpointFile]);
  if (!sources[singleFile] && !sources[shardIndexFile]) {
    throw new TrimtabError('bad-model', { file: singleFile, reason: 'file-missing' });
  }
  if (sources[experimentFile]) return openOwn(sources, tell);
  if (sources[configFile]) return openForeign(sources, tell, most);
  throw new TrimtabError('bad-model', { file: configFile, reason: 'file-missing' });
}

async function tokenizerOf(sources: ModelSources, vocabulary: number): Promise<OpenedTokenizer> {
  const json = await readText(sources, tokenizerFile);
  return { json, vocabulary: parseTokenizer(json, vocabulary).size };
}

async function openCompressed(sources: ModelSources, source: RangeSource): Promise<OpenedFiles> {
  const compressed = decodeCompressed(await readWhole(compressedFile, source));
  const { config, vocabulary, model } = compressed;
  const weights = decoded(model);
  finiteWeights(compressedFile, weights);
  const progress = { step: 0, tokensSeen: 0, elapsedSeconds: 0 };
  const tokenizer = await tokenizerOf(sources, vocabulary);
  return {
    kind: 'compressed',
    name: null,
    config,
    progress,
    weights,
    state: {},
    tokenizer,
    compressed,
    ...inputsIfAny(model),
  };
}

/** Headers from a file may be anything; decoders are written for those that encoders have written. */
function decoded(model: CompressedModel): Weights<Float32Array> {
  try {
    return decodeModel(model);
  } catch {
    throw new TrimtabError('bad-model', { file: compressedFile, reason: 'header' });
  }
}

async function openCheckpoint(sources: ModelSources, source: RangeSource): Promise<OpenedFiles> {
  const { config, progress, weights, state, inputs } = decodeCheckpoint(await readWhole(checkpointFile, source));
  const json = await readText(sources, tokenizerFile);
  const { size } = parseTokenizer(json, toldRows(config.data));
  const { model } = resolve(config);
  const own = model.definition.tensors(model.settings, size).length;
  const beside = new Set(
    trainedTensors(model, config.terms, size)
      .slice(own)
      .map(({ name }) => name),
  );
  const checked = (tensors: typeof weights) =>
    checkedTensors(
      checkpointFile,
      config,
      size,
      Object.fromEntries(Object.entries(tensors).filter(([name]) => !beside.has(name))),
    );
  return {
    kind: 'checkpoint',
    name: null,
    config: withoutTermTensors(config),
    progress,
    weights: checked(weights),
    state: Object.fromEntries(Object.entries(state).map(([kind, byName]) => [kind, checked(byName)])),
    tokenizer: { json, vocabulary: size },
    compressed: null,
    ...(inputs && { inputs }),
  };
}
