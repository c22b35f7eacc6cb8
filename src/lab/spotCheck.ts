/**
 * The loss of an exported model on a few windows of its validation text, by its decoder on plain arrays: slow, but it needs
 * neither a browser nor a backend, and shares no kernel with what measured the model.
 */
import { resolve } from '../domain/config/resolve.ts';
import type { LoadCorpusFile } from '../domain/data/corpusFiles.ts';
import { createDataSource } from '../domain/data/dataSource.ts';
import { needsDecoder } from '../domain/config/needsDecoder.ts';
import { decodingOf } from '../domain/models/decoders.ts';
import { type ExportedFolder, openFolder } from './exportedFolder.ts';

export interface SpotCheck {
  readonly lossNats: number;
  readonly tokens: number;
  readonly vocabulary: number;
}

/** @param windows spread evenly; Infinity reads all. */
export async function spotCheck(files: ExportedFolder, load: LoadCorpusFile, windows: number): Promise<SpotCheck> {
  const {
    config,
    weights,
    tokenizer: { vocabulary },
  } = await openFolder(files);
  needsDecoder(config);
  const data = await createDataSource({ data: config.data, load, ownText: null, tokenizer: files.tokenizer });
  const { definition, settings } = resolve(config).model;
  const decoder = decodingOf(definition).decoder(settings, vocabulary, weights);
  const time = data.window(definition.context(settings));
  let lossNats = 0;
  let tokens = 0;
  for (const { inputs, targets } of data.validation(1, time, windows)) {
    decoder.reset();
    for (const [at, input] of inputs.entries()) {
      const logits = decoder.step(input);
      const target = targets[at] ?? -1;
      if (target < 0) continue;
      lossNats += surprise(logits, target);
      tokens++;
    }
  }
  return { lossNats: lossNats / tokens, tokens, vocabulary };
}

/** −ln softmax(logits)[target] */
function surprise(logits: Float32Array, target: number): number {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return largest + Math.log(sum) - (logits[target] ?? 0);
}
