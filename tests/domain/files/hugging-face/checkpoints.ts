/** The tiny checkpoints of tests/goldens/hugging-face as a person would give them, and ways to spoil them. */
import { readFile } from 'node:fs/promises';
import type { HuggingFaceFiles, OpenedModel } from '../../../../src/domain/files/hugging-face/openHuggingFace.ts';
import { blobSource } from '../../../../src/domain/files/ranges/blobSource.ts';
import type { ModelFile } from '../../../../src/domain/files/exportModel.ts';

const folder = new URL('../../../goldens/hugging-face/', import.meta.url);

export const golden = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  Uint8Array.from(await readFile(new URL(path, folder)));

export const goldenText = (path: string): Promise<string> => readFile(new URL(path, folder), 'utf8');

/** @param path from the folder of checkpoints to the one file. */
export async function single(config: string, path: string): Promise<HuggingFaceFiles> {
  const sources = { 'model.safetensors': blobSource(new Blob([await golden(path)])) };
  return { config: await goldenText(config), tokenizer: null, shardIndex: null, sources };
}

export const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'] as const;

export async function sharded(): Promise<HuggingFaceFiles> {
  const entries = shards.map(
    async (file) => [file, blobSource(new Blob([await golden(`gpt2/sharded/${file}`)]))] as const,
  );
  return {
    config: await goldenText('gpt2/config.json'),
    tokenizer: null,
    shardIndex: await goldenText('gpt2/sharded/model.safetensors.index.json'),
    sources: Object.fromEntries(await Promise.all(entries)),
  };
}

/** What we have exported, as files to open. */
export function exported(files: readonly ModelFile[]): HuggingFaceFiles {
  const bytes = (name: string): Uint8Array<ArrayBuffer> =>
    files.find((file) => file.name === name)?.bytes ?? new Uint8Array();
  const text = (name: string): string => new TextDecoder().decode(bytes(name));
  return {
    config: text('config.json'),
    tokenizer: text('tokenizer.json'),
    shardIndex: null,
    sources: { 'model.safetensors': blobSource(new Blob([bytes('model.safetensors')])) },
  };
}

export async function allWeights(opened: OpenedModel): Promise<Record<string, Float32Array>> {
  const entries = opened.tensors.map(async (spec) => [spec.name, await opened.read(spec)] as const);
  return Object.fromEntries(await Promise.all(entries));
}
