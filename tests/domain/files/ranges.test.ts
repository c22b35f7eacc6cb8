/** Parts of files: from a person's disk, and from servers that behave and that do not. */
import { describe, expect, test } from 'vitest';
import { readTensor } from '../../../src/domain/files/hugging-face/readTensor.ts';
import { blobSource } from '../../../src/domain/files/ranges/blobSource.ts';
import { httpSource } from '../../../src/domain/files/ranges/httpSource.ts';

const content = Uint8Array.from({ length: 100 }, (_, i) => i);
const address = 'https://example.org/model.safetensors';

type Handler = (range: string | null, method: string) => Response | Promise<Response>;

/** A server that has one file. */
const serving =
  (handler: Handler): typeof fetch =>
  async (input, init) => {
    expect(input).toBe(address);
    return handler(new Headers(init?.headers).get('Range'), init?.method ?? 'GET');
  };

const slice = (range: string | null): Uint8Array<ArrayBuffer> => {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  return content.slice(Number(start), Number(end) + 1);
};

const partial: Handler = (range) => {
  const headers = { 'Content-Range': `${range?.replace('=', ' ')}/${content.length}` };
  return new Response(slice(range), { status: 206, headers });
};

const refused = (reason: string): unknown =>
  expect.objectContaining({ code: 'bad-model', detail: expect.objectContaining({ reason }) });

describe('a file on the disk', () => {
  test('gives what is asked for', async () => {
    const source = blobSource(new Blob([content]));
    expect(source.size).toBe(100);
    expect(await source.read(10, 13)).toEqual(Uint8Array.of(10, 11, 12));
    expect(await source.read(100, 100)).toEqual(new Uint8Array());
  });

  test('that is shorter than asked for is refused', async () => {
    await expect(blobSource(new Blob([content])).read(90, 101)).rejects.toEqual(refused('too-short'));
  });
});

describe('a file on a server', () => {
  test('gives what is asked for', async () => {
    const source = await httpSource(address, serving(partial));
    expect(source.size).toBe(100);
    expect(await source.read(10, 13)).toEqual(Uint8Array.of(10, 11, 12));
    expect(await source.read(0, 100)).toEqual(content);
    expect(await source.read(5, 5)).toEqual(new Uint8Array());
  });

  test('whose size only HEAD tells', async () => {
    const source = await httpSource(
      address,
      serving((range, method) =>
        method === 'HEAD'
          ? new Response(null, { headers: { 'Content-Length': '100' } })
          : new Response(slice(range), { status: 206 }),
      ),
    );
    expect(source.size).toBe(100);
  });

  test.each<[string, Handler]>([
    ['no-ranges', () => new Response(content)],
    ['http-status', () => new Response('gone', { status: 404 })],
    [
      'size-unknown',
      (range, method) =>
        new Response(method === 'HEAD' ? null : slice(range), { status: method === 'HEAD' ? 200 : 206 }),
    ],
    ['unreachable', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('%s', async (reason, handler) => {
    await expect(httpSource(address, serving(handler))).rejects.toEqual(refused(reason));
  });

  test('that breaks off is refused', async () => {
    const source = await httpSource(
      address,
      serving((range, method) =>
        range === 'bytes=0-0' ? partial(range, method) : new Response(slice('bytes=0-1'), { status: 206 }),
      ),
    );
    await expect(source.read(0, 10)).rejects.toEqual(refused('too-short'));
  });
});

test.each([4, 8, 12, 4096])('a tensor in pieces of %i bytes is the whole tensor, wherever it begins', async (piece) => {
  const values = Float32Array.of(1, -2, 3.5, 0, 1e-40);
  const source = blobSource(new Blob([new Uint8Array(3), values]));
  const tensor = { file: 'a', source, dtype: 'F32', shape: [5], start: 3, stop: 23 };
  const found = new Float32Array(5);
  await readTensor('t', tensor, (part, first) => found.set(part, first), piece);
  expect(found).toEqual(values);
});
