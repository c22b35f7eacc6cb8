/** Files that are read at once: texts, and models of our own, which are small. */
import { TrimtabError } from '../../core/errors.ts';
import type { RangeSource } from '../ranges/contract.ts';
import type { ModelSources } from './contract.ts';

/** The largest tokenizer.json that are published have a fifth of it. */
const longestText = 1e8;
/** A model with its optimizer that the engine could hold. */
const largestModel = 2e9;

export async function readWhole(file: string, source: RangeSource, most = largestModel): Promise<Uint8Array> {
  if (source.size > most) throw new TrimtabError('bad-model', { file, reason: 'too-large', bytes: source.size });
  return source.read(0, source.size);
}

/** Throws `bad-model` where there is none, or none that is UTF-8. */
export async function readText(sources: ModelSources, file: string): Promise<string> {
  const source = sources[file];
  if (!source) throw new TrimtabError('bad-model', { file, reason: 'file-missing' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readWhole(file, source, longestText));
  } catch (error) {
    if (error instanceof TrimtabError) throw error;
    throw new TrimtabError('bad-model', { file, reason: 'binary' });
  }
}
