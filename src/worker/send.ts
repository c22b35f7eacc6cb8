/** The worker's side of the wire: versioned messages, transferable buffers. */
import type { ErrorReport } from '../domain/core/errors.ts';
import { protocolVersion, type Emit, type FromWorker } from '../protocol/protocol.ts';

/** What `postMessage` of a worker, or of a test's message port, looks like. */
export type Post = (message: FromWorker, transfer: Transferable[]) => void;

export const emitter =
  (post: Post): Emit =>
  (name, payload, transfer = []) =>
    post({ v: protocolVersion, kind: 'event', name, payload } as FromWorker, [...transfer] as Transferable[]);

export const resultMessage = (id: number, result: unknown): FromWorker => ({
  v: protocolVersion,
  kind: 'result',
  id,
  result,
});

export const errorMessage = (id: number, error: ErrorReport): FromWorker => ({
  v: protocolVersion,
  kind: 'error',
  id,
  error,
});
