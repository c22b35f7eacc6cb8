/**
 * From what a person points at to files that the worker can read. Files of a disk go as they are; those of the hub are read
 * here, piece by piece as the worker asks for them, because the worker's own policy lets it reach no other origin.
 */
import { reportOf, TrimtabError } from '../../domain/core/errors.ts';
import { hubFile, parseHubAddress } from '../../domain/files/hugging-face/hubAddress.ts';
import { shardIndexFile, shardsOf, singleFile } from '../../domain/files/hugging-face/tensorIndex.ts';
import type { RangeSource } from '../../domain/files/ranges/contract.ts';
import { httpSource } from '../../domain/files/ranges/httpSource.ts';
import type { OpenableFile, PieceAnswer, PieceRequest } from '../../protocol/files.ts';
import type { Environment } from '../environment/contract.ts';
import type { ModelSource } from './contract.ts';

export interface Gathered {
  readonly files: readonly OpenableFile[];
  readonly transfer: readonly MessagePort[];
}

type Reach = Pick<Environment, 'fetch' | 'siteFile'>;

export async function gatherFiles(source: ModelSource, { fetch, siteFile }: Reach): Promise<Gathered> {
  switch (source.kind) {
    case 'files':
      return { files: source.files.map((file) => ({ name: file.name, blob: file })), transfer: [] };
    case 'folder':
      return { files: await folderFiles(source.address, siteFile), transfer: [] };
    case 'hub':
      return hubFiles(source, fetch);
  }
}

/** What `lab run` and the page's export write. */
const ownFiles = [singleFile, 'config.json', 'experiment.json', 'tokenizer.json'] as const;

/** They are small, and a service worker that has kept them knows no ranges. */
const folderFiles = (address: string, siteFile: Reach['siteFile']): Promise<OpenableFile[]> =>
  Promise.all(
    ownFiles.map(async (name) => {
      const bytes = await siteFile(`${address.replace(/\/$/, '')}/${name}`);
      return { name, blob: new Blob([bytes.slice()]) };
    }),
  );

async function hubFiles(
  { address, host }: Extract<ModelSource, { kind: 'hub' }>,
  fetch: typeof globalThis.fetch,
): Promise<Gathered> {
  const at = parseHubAddress(address, host);
  const open = (file: string): Promise<RangeSource> => httpSource(hubFile(at, file), fetch);
  const sources = new Map<string, RangeSource>();
  const add = async (file: string): Promise<void> => void sources.set(file, await open(file));
  await add('config.json');
  await add('tokenizer.json');
  try {
    await add(singleFile);
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    // Of two files that are not there, the one that a person knows is told.
    await add(shardIndexFile).catch((other: unknown) => Promise.reject(isMissing(other) ? thrown : other));
    for (const shard of shardsOf(await textOf(sources.get(shardIndexFile)))) await add(shard);
  }
  const served = [...sources].map(([name, source]) => ({ name, size: source.size, port: servePieces(source) }));
  return { files: served, transfer: served.map(({ port }) => port) };
}

const isMissing = (thrown: unknown): boolean => thrown instanceof TrimtabError && thrown.detail['value'] === 404;

/** An index names some hundred tensors. */
const longestIndex = 1e8;

async function textOf(source: RangeSource | undefined): Promise<string> {
  if (!source || source.size > longestIndex)
    throw new TrimtabError('bad-model', { file: shardIndexFile, reason: 'shard-index' });
  return new TextDecoder().decode(await source.read(0, source.size));
}

/** Answers over the port that it returns, until the worker closes it. */
export function servePieces(source: RangeSource): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', ({ data: { id, start, end } }: MessageEvent<PieceRequest>) => {
    source.read(start, end).then(
      (read) => {
        const bytes = read.slice();
        port1.postMessage({ id, bytes } satisfies PieceAnswer, [bytes.buffer]);
      },
      (thrown: unknown) => port1.postMessage({ id, error: reportOf(thrown) } satisfies PieceAnswer),
    );
  });
  port1.start();
  return port2;
}
