/**
 * A file on a server, by range requests (RFC 9110, section 14). A server that ignores the range would send all of the file:
 * it is refused, and what it sends is cancelled. The size comes with the first range; where a server does not let a page
 * of another origin see that header, from a HEAD request.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { RangeSource } from './contract.ts';

export async function httpSource(address: string, fetch: typeof globalThis.fetch): Promise<RangeSource> {
  const answer = async <T>(pending: Promise<T>): Promise<T> => {
    try {
      return await pending;
    } catch {
      // What went wrong, a browser does not tell a page: no network, another origin's refusal, its own policy.
      throw new TrimtabError('bad-model', { reason: 'unreachable', address });
    }
  };
  const request = async (init: RequestInit): Promise<Response> => {
    const response = await answer(fetch(address, init));
    if (!response.ok) {
      await response.body?.cancel();
      throw new TrimtabError('bad-model', { reason: 'http-status', address, field: 'status', value: response.status });
    }
    return response;
  };
  const part = async (start: number, end: number): Promise<Response> => {
    const response = await request({ headers: { Range: `bytes=${start}-${end - 1}` } });
    if (response.status === 206) return response;
    await response.body?.cancel();
    throw new TrimtabError('bad-model', { reason: 'no-ranges', address });
  };

  const first = await part(0, 1);
  const total = /\/(\d+)$/.exec(first.headers.get('Content-Range') ?? '')?.[1];
  await first.body?.cancel();
  const size = Number(total ?? (await request({ method: 'HEAD' })).headers.get('Content-Length') ?? NaN);
  if (!Number.isSafeInteger(size)) throw new TrimtabError('bad-model', { reason: 'size-unknown', address });
  return {
    size,
    async read(start, end) {
      // A range of nothing cannot be asked for.
      if (start === end) return new Uint8Array();
      const bytes = new Uint8Array(await answer((await part(start, end)).arrayBuffer()));
      if (bytes.length !== end - start) throw new TrimtabError('bad-model', { reason: 'too-short', address });
      return bytes;
    },
  };
}
