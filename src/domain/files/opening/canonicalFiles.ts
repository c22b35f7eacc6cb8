/**
 * Which file is which. Browsers and people put things before names (`calm-otter-7.model.safetensors`) and folders around
 * them; a lone safetensors file of any name says itself what it is.
 */
import { TrimtabError } from '../../core/errors.ts';
import { readHeader, shardIndexFile, singleFile } from '../hugging-face/tensorIndex.ts';
import type { RangeSource } from '../ranges/contract.ts';
import type { ModelSources } from './contract.ts';

export const checkpointFile = 'checkpoint.safetensors';
export const compressedFile = 'model.trimtab.safetensors';
export const experimentFile = 'experiment.json';
export const configFile = 'config.json';
export const tokenizerFile = 'tokenizer.json';

const known = [
  shardIndexFile,
  compressedFile,
  singleFile,
  checkpointFile,
  tokenizerFile,
  experimentFile,
  configFile,
] as const;

const isShard = (name: string): boolean => /-\d+-of-\d+\.safetensors$/.test(name);

/** Throws `bad-model` where two files would be the same. */
export async function canonicalFiles(files: readonly (readonly [string, RangeSource])[]): Promise<ModelSources> {
  const sources = new Map<string, RangeSource>();
  const put = (name: string, source: RangeSource): void => {
    if (sources.has(name)) throw new TrimtabError('bad-model', { file: name, reason: 'two-files' });
    sources.set(name, source);
  };
  const others: (readonly [string, RangeSource])[] = [];
  for (const [path, source] of files) {
    const base = path.split(/[/\\]/).at(-1) ?? path;
    const name = known.find((candidate) => base === candidate || base.endsWith(`.${candidate}`));
    if (name !== undefined) put(name, source);
    else if (isShard(base)) put(base, source);
    else if (base.endsWith('.safetensors')) others.push([base, source]);
  }
  const [lone] = others;
  if (lone !== undefined && others.length === 1) put(await kindOf(...lone), lone[1]);
  else if (others.length > 1) throw new TrimtabError('bad-model', { file: others[1]?.[0] ?? '', reason: 'two-files' });
  return Object.fromEntries(sources);
}

async function kindOf(name: string, source: RangeSource): Promise<string> {
  const { metadata } = await readHeader(name, source);
  if (metadata['compressed'] !== undefined) return compressedFile;
  return metadata['trimtab'] !== undefined && metadata['experiment'] !== undefined ? checkpointFile : singleFile;
}
