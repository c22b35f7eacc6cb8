/** Where the tensors of a checkpoint lie, from the headers of one file or of several shards; no value is read. */
import { TrimtabError } from '../../core/errors.ts';
import type { RangeSource } from '../ranges/contract.ts';
import { headerLengthOf, parseHeader, prefix, type SafetensorsHeader } from '../safetensorsHeader.ts';

export interface StoredTensor {
  readonly file: string;
  readonly source: RangeSource;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the start of the file. */
  readonly start: number;
  readonly stop: number;
}

export type TensorIndex = ReadonlyMap<string, StoredTensor>;

/** By the names of the files. */
export type Sources = Readonly<Record<string, RangeSource>>;

export const singleFile = 'model.safetensors';
export const shardIndexFile = 'model.safetensors.index.json';

/** @param shardIndex the parsed `model.safetensors.index.json`, or null where one file holds everything. */
export async function indexTensors(sources: Sources, shardIndex: unknown): Promise<TensorIndex> {
  const listed = shardIndex === null ? null : weightMap(shardIndex);
  const files = listed === null ? [singleFile] : [...new Set(Object.values(listed))];
  const index = new Map<string, StoredTensor>();
  for (const file of files) {
    const source = sources[file];
    if (!source) throw new TrimtabError('bad-model', { file, reason: 'file-missing' });
    for (const [name, tensor] of await tensorsIn(file, source)) {
      // Only the shard that the index names has the tensor.
      if (listed !== null && listed[name] !== file) {
        throw new TrimtabError('bad-model', { file, tensor: name, reason: 'not-in-index' });
      }
      index.set(name, tensor);
    }
  }
  for (const [tensor, file] of Object.entries(listed ?? {})) {
    if (!index.has(tensor)) throw new TrimtabError('bad-model', { file, tensor, reason: 'tensor-missing' });
  }
  return index;
}

async function tensorsIn(file: string, source: RangeSource): Promise<readonly (readonly [string, StoredTensor])[]> {
  const { entries, data } = await readHeader(file, source);
  return entries.map(({ name, dtype, shape, start, stop }) => [
    name,
    { file, source, dtype, shape, start: data + start, stop: data + stop },
  ]);
}

/** With the place where values begin. Throws `bad-model` that names the file. */
export async function readHeader(
  file: string,
  source: RangeSource,
): Promise<SafetensorsHeader & { readonly data: number }> {
  try {
    const length = headerLengthOf(await source.read(0, Math.min(prefix, source.size)), source.size);
    const data = prefix + length;
    return { ...parseHeader(await source.read(prefix, data), source.size - data), data };
  } catch (error) {
    if (error instanceof TrimtabError) throw new TrimtabError('bad-model', { ...error.detail, file });
    throw error;
  }
}

function weightMap(shardIndex: unknown): Readonly<Record<string, string>> {
  const map: unknown =
    typeof shardIndex === 'object' && shardIndex !== null ? Reflect.get(shardIndex, 'weight_map') : null;
  if (typeof map === 'object' && map !== null) {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(map);
    // A shard lies beside its index; a path would lead elsewhere.
    const legal = entries.every(([, file]) => typeof file === 'string' && /^[\w.-]+\.safetensors$/.test(file));
    if (legal && entries.length > 0) return Object.fromEntries(entries) as Record<string, string>;
  }
  throw new TrimtabError('bad-model', { file: shardIndexFile, reason: 'shard-index' });
}

/** Names of the files that an index speaks of. Throws `bad-model` for what is no index. */
export function shardsOf(text: string): readonly string[] {
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch {
    throw new TrimtabError('bad-model', { file: shardIndexFile, reason: 'json' });
  }
  return [...new Set(Object.values(weightMap(index)))];
}
