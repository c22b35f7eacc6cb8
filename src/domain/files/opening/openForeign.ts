/**
 * Hugging Face's layout as a run of ours: its configuration gives the model, and everything about training, which such
 * files do not say, takes our defaults with batches that are no larger than a context allows.
 */
import { validate } from '../../config/validate.ts';
import { TrimtabError } from '../../core/errors.ts';
import { parameterCount } from '../../models/contract.ts';
import { openHuggingFace } from '../hugging-face/openHuggingFace.ts';
import { shardIndexFile } from '../hugging-face/tensorIndex.ts';
import { configFile, tokenizerFile } from './canonicalFiles.ts';
import { compressWhileReading, mostTrainable, readingRecipe } from './compressWhileReading.ts';
import type { ModelSources, OpenedFiles } from './contract.ts';
import type { Tell } from './openFiles.ts';
import { readText } from './readWhole.ts';

/** Of a batch, whatever the context. */
const tokensPerBatch = 768;

/** @param most parameters of a model that is opened as it is; a larger one is compressed while it is read. */
export async function openForeign(sources: ModelSources, tell: Tell, most = mostTrainable): Promise<OpenedFiles> {
  const tokenizer = await readText(sources, tokenizerFile);
  const model = await openHuggingFace({
    config: await readText(sources, configFile),
    tokenizer,
    shardIndex: sources[shardIndexFile] ? await readText(sources, shardIndexFile) : null,
    sources,
  });
  const { settings, vocabulary, tensors } = model;
  const { config, problems } = validate({
    data: { tokenizer: 'imported' },
    model: { architecture: 'transformer', ...settings },
    training: { batchSize: Math.max(1, Math.min(12, Math.floor(tokensPerBatch / settings.context))) },
  });
  if (problems.length > 0) throw new TrimtabError('bad-model', { file: configFile, reason: 'settings' }, problems);
  const opened = {
    name: model.name,
    config,
    progress: { step: 0, tokensSeen: 0, elapsedSeconds: 0 },
    state: {},
    tokenizer: { json: tokenizer, vocabulary },
  };
  if (parameterCount(tensors) > most) {
    const compressed = { config, recipe: readingRecipe, vocabulary, model: await compressWhileReading(model, tell) };
    return { kind: 'streamed', ...opened, weights: null, compressed };
  }
  const weights: Record<string, Float32Array> = {};
  for (const [i, spec] of tensors.entries()) {
    weights[spec.name] = await model.read(spec);
    await tell((i + 1) / tensors.length);
  }
  return { kind: 'hugging-face', ...opened, weights, compressed: null };
}
