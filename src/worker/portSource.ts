/** A file that the page reads for the worker, which itself reaches no other origin. The other end is `servePieces` of the state. */
import { TrimtabError, type ErrorReport } from '../domain/core/errors.ts';
import type { RangeSource } from '../domain/files/ranges/contract.ts';
import type { PieceAnswer, PieceRequest } from '../protocol/files.ts';

export function portSource(size: number, port: MessagePort): RangeSource {
  const waiting = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>();
  let lastId = 0;
  port.addEventListener('message', ({ data }: MessageEvent<PieceAnswer>) => {
    const request = waiting.get(data.id);
    waiting.delete(data.id);
    if ('error' in data) request?.reject(fromReport(data.error));
    else request?.resolve(data.bytes);
  });
  port.start();
  return {
    size,
    read: (start, end) =>
      new Promise((resolve, reject) => {
        const id = ++lastId;
        waiting.set(id, { resolve, reject });
        port.postMessage({ id, start, end } satisfies PieceRequest);
      }),
  };
}

const fromReport = ({ code, detail, problems }: ErrorReport): TrimtabError => new TrimtabError(code, detail, problems);
