/**
 * A file on a server, by range requests (RFC 9110, section 14). A server that ignores the range would send all of the file:
 * it is refused, and what it sends is cancelled. The size comes with the first range; where a server does not let a page
 * of another origin see that header, from a HEAD request. Nothing is kept but the piece that is asked for.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { RangeSource } from './contract.ts';

/** A server that sends nothing for so long has gone. */
const patienceMs = 60_000;

/** Rejects with `bad-model` and the address, and says what a person can do about it. */
export async function httpSource(
  address: string,
  fetch: typeof globalThis.fetch,
  patience = patienceMs,
): Promise<RangeSource> {
  const refused = (reason: string, detail: Readonly<Record<string, string | number>> = {}): TrimtabError =>
    new TrimtabError('bad-model', { reason, address, ...detail });

  /** What went wrong, a browser does not tell a page: no network, another origin's refusal, its own policy. */
  const answer = async <T>(pending: Promise<T>, abort: AbortController): Promise<T> => {
    const timer = setTimeout(() => abort.abort(), patience);
    try {
      return await pending;
    } catch {
      throw refused('unreachable', { advice: 'check-network' });
    } finally {
      clearTimeout(timer);
    }
  };

  const request = async (init: RequestInit, abort: AbortController): Promise<Response> => {
    const response = await answer(fetch(address, { ...init, signal: abort.signal }), abort);
    if (response.ok) return response;
    abort.abort();
    const { status } = response;
    throw refused('http-status', { field: 'status', value: status, advice: adviceOn(status) });
  };

  async function part(start: number, end: number): Promise<Uint8Array> {
    const abort = new AbortController();
    const response = await request({ headers: { Range: `bytes=${start}-${end - 1}` } }, abort);
    const from = /^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1];
    if (response.status !== 206 || (from !== undefined && Number(from) !== start)) {
      abort.abort();
      throw refused('no-ranges', { advice: 'download-it' });
    }
    told ??= /\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1];
    const bytes = new Uint8Array(end - start);
    let at = 0;
    const reader = response.body?.getReader();
    for (;;) {
      const piece = reader && (await answer(reader.read(), abort));
      if (!piece || piece.done) break;
      const { value } = piece;
      if (at + value.length > bytes.length) {
        abort.abort();
        throw refused('no-ranges', { advice: 'download-it' });
      }
      bytes.set(value, at);
      at += value.length;
    }
    if (at < bytes.length) throw refused('too-short', { advice: 'check-network' });
    return bytes;
  }

  /** Bytes of the whole, as the first range says. */
  let told: string | undefined;
  await part(0, 1);
  const head = async (): Promise<string | null> =>
    (await request({ method: 'HEAD' }, new AbortController())).headers.get('Content-Length');
  const size = Number(told ?? (await head()) ?? NaN);
  if (!Number.isSafeInteger(size)) throw refused('size-unknown', { advice: 'download-it' });
  return {
    size,
    // A range of nothing cannot be asked for.
    read: async (start, end) => (start === end ? new Uint8Array() : part(start, end)),
  };
}

function adviceOn(status: number): string {
  if (status === 401 || status === 403) return 'private-model';
  if (status === 404) return 'not-there';
  return status === 429 || status >= 500 ? 'try-later' : 'download-it';
}
