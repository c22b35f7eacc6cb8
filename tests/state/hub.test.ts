/**
 * The hub, imitated by servers on this machine: files of text are answered at once, weights by a redirect to another host,
 * ranges by 206; and every way in which that fails ends in a typed error with a remedy in both languages. The files go the
 * whole way: the page asks, the worker's side of the port reads, the model is opened.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeError } from '../../src/domain/core/describeError.ts';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { openFiles } from '../../src/domain/files/opening/openFiles.ts';
import { httpSource } from '../../src/domain/files/ranges/httpSource.ts';
import { exportModel } from '../../src/domain/files/exportModel.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { tokenizers } from '../../src/domain/tokenizers/index.ts';
import { gatherFiles, type Gathered } from '../../src/state/files/gatherFiles.ts';
import { portSource } from '../../src/worker/portSource.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answer, host = '127.0.0.1'): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, host, listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://${host}:${(server.address() as AddressInfo).port}`;
}

const { config } = validate({ model: { architecture: 'transformer', layers: 4, heads: 4, width: 256, context: 32 } });
const tokenizer = tokenizers.character.build('the quick brown fox', {});
const { definition, settings } = resolve(config).model;
const weights = initialWeights(definition.tensors(settings, tokenizer.size), 3);
const files = Object.fromEntries(exportModel(config, weights, tokenizer).map(({ name, bytes }) => [name, bytes]));
const whole = files['model.safetensors'] ?? new Uint8Array();

const bytesOf = (values: Float32Array = new Float32Array()): Uint8Array => new Uint8Array(values.buffer);

/** The largest piece that is ever asked for; see `readTensor.ts`. */
const largestPiece = 1 << 22;

const rangeOf = ({ headers }: IncomingMessage): readonly [number, number] => {
  const [, start = '', end = ''] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  return [Number(start), Number(end) + 1];
};

/** As the hub and what is behind it answer a range. */
const sendPart =
  (bytes: Uint8Array, asked: number[] = []): Answer =>
  (request, response) => {
    const [start, end] = rangeOf(request);
    asked.push(end - start);
    const piece = bytes.subarray(start, end);
    response.writeHead(206, {
      'Content-Range': `bytes ${start}-${start + piece.length - 1}/${bytes.length}`,
      'Content-Length': piece.length,
    });
    response.end(piece);
  };

const fileOf = ({ url = '' }: IncomingMessage): string => url.split('/').at(-1) ?? '';

const missing: Answer = (_request, response) => response.writeHead(404).end('Entry not found');

/** @param weightsBy how `model.safetensors` is answered. */
const hub =
  (weightsBy: Answer): Answer =>
  (request, response) => {
    const name = fileOf(request);
    const bytes = name === 'experiment.json' ? undefined : files[name];
    const by = name === 'model.safetensors' ? weightsBy : bytes ? sendPart(bytes) : missing;
    by(request, response);
  };

const siteFile = (path: string): Promise<Uint8Array> => Promise.reject(new Error(`${path} is not of the hub`));

/** What the page fetches from the hub comes from `origin`. */
const through =
  (origin: string): typeof fetch =>
  (input, init) =>
    fetch(String(input instanceof Request ? input.url : input).replace('https://huggingface.co', origin), init);

const gather = (origin: string): Promise<Gathered> =>
  gatherFiles({ kind: 'hub', address: 'owner/name' }, { fetch: through(origin), siteFile });

async function open(origin: string): ReturnType<typeof openFiles> {
  const gathered = await gather(origin);
  const served = gathered.files.flatMap((file) => ('port' in file ? [file] : []));
  onTestFinished(() => served.forEach(({ port }) => port.close()));
  return openFiles(
    served.map(({ name, size, port }) => [name, portSource(size, port)]),
    () => Promise.resolve(),
  );
}

async function failure(work: Promise<unknown>): Promise<TrimtabError> {
  const thrown: unknown = await work.then(
    () => new Error('it was opened'),
    (error: unknown) => error,
  );
  if (!(thrown instanceof TrimtabError)) throw new Error('no typed error', { cause: thrown });
  return thrown;
}

/** In words, none of which is left in its braces, with something to do that fits. */
function expectWords(error: TrimtabError, remedies: Readonly<Record<'en' | 'zh', string>>): void {
  for (const language of ['en', 'zh'] as const) {
    const { title, cause, remedy } = describeError(error.report(), language);
    expect([title, cause, remedy].join(' ')).not.toMatch(/[{}]|advice|http-status|no-ranges/);
    expect(cause).toContain('huggingface.co/owner/name');
    expect(remedy).toContain(remedies[language]);
  }
}

describe('a hub as it should be', () => {
  test('weights behind a redirect to another host are read in pieces, and never whole', async () => {
    const asked: number[] = [];
    const store = await serve(sendPart(whole, asked), 'localhost');
    const origin = await serve(
      hub((_request, response) => response.writeHead(302, { Location: `${store}/lfs/1234` }).end()),
    );
    const opened = await open(origin);
    expect(opened).toMatchObject({ kind: 'hugging-face', tokenizer: { vocabulary: tokenizer.size } });
    const same = Object.entries(weights).map(([name, values]) =>
      Buffer.compare(bytesOf(opened.weights?.[name]), bytesOf(values)),
    );
    expect(new Set(same)).toEqual(new Set([0]));
    expect(whole.length).toBeGreaterThan(2 * largestPiece);
    expect(Math.max(...asked)).toBeLessThanOrEqual(largestPiece);
    // The byte that tells the size, and the prefix of the header, are read besides.
    expect(asked.reduce((sum, bytes) => sum + bytes, 0)).toBe(whole.length + 1);
  });
});

describe('a hub that refuses', () => {
  const signIn = { en: 'sign in on the hub', zh: '请在模型社区登录' };
  const spelling = { en: 'Check the spelling', zh: '请检查地址拼写' };
  const later = { en: 'try again later', zh: '请稍后再试' };
  test.each([
    [401, signIn],
    [403, signIn],
    [404, spelling],
    [429, later],
    [503, later],
  ])('status %i', async (status, remedy) => {
    const origin = await serve(hub((_request, response) => response.writeHead(status).end('no')));
    const error = await failure(open(origin));
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'http-status', value: status } });
    // Not the index of parts, which is looked for where there is no single file.
    expect(error.detail['address']).toMatch(/\/model\.safetensors$/);
    expectWords(error, remedy);
  });
});

describe('a server that knows no ranges', () => {
  const download = { en: 'Download the files', zh: '请下载文件' };

  test('sends all of a large file, and is stopped early', async () => {
    let sent = 0;
    let closed: () => void = () => undefined;
    const stopped = new Promise<void>((done) => (closed = done));
    const piece = new Uint8Array(1 << 20);
    const origin = await serve(
      hub((_request, response) => {
        response.writeHead(200);
        response.on('close', closed);
        const more = (): void => {
          while (!response.destroyed && sent < 1 << 30) {
            sent += piece.length;
            if (!response.write(piece)) return void response.once('drain', more);
          }
        };
        more();
      }),
    );
    const error = await failure(open(origin));
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'no-ranges' } });
    expectWords(error, download);
    await stopped;
    expect(sent).toBeLessThan(1 << 26);
  });

  test.each<[string, Answer]>([
    [
      'that sends more than was asked for',
      (_request, response) => response.writeHead(206, { 'Content-Range': `bytes 0-0/${whole.length}` }).end(whole),
    ],
    [
      'that sends another part',
      (_request, response) => response.writeHead(206, { 'Content-Range': `bytes 5-5/${whole.length}` }).end('x'),
    ],
  ])('%s', async (_what, answer) => {
    const error = await failure(open(await serve(hub(answer))));
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'no-ranges' } });
    expectWords(error, download);
  });
});

describe('a network that fails', () => {
  const network = { en: 'whether this machine is online', zh: '请检查本机是否联网' };

  test('offline', async () => {
    const error = await failure(open('http://127.0.0.1:1'));
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'unreachable' } });
    expectWords(error, network);
  });

  test('a policy of another origin, of which a page learns nothing', async () => {
    const forbidden: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
    const error = await failure(gatherFiles({ kind: 'hub', address: 'owner/name' }, { fetch: forbidden, siteFile }));
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'unreachable' } });
    expectWords(error, network);
  });

  test('that breaks off within a piece', async () => {
    let asked = 0;
    const origin = await serve(
      hub((request, response) => {
        if (asked++ < 4) return sendPart(whole)(request, response);
        const [start, end] = rangeOf(request);
        response.writeHead(206, { 'Content-Length': end - start });
        response.write(whole.subarray(start, start + 1), () => response.destroy());
      }),
    );
    const error = await failure(open(origin));
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'unreachable' } });
    expectWords(error, network);
  });

  test('that says nothing any more is given up', async () => {
    const origin = await serve((request, response) => {
      const [start, end] = rangeOf(request);
      if (end - start === 1) return sendPart(whole)(request, response);
      response.writeHead(206, { 'Content-Length': end - start }).write(whole.subarray(start, start + 1));
    });
    const patience = 200;
    const source = await httpSource('https://huggingface.co/owner/name/x', through(origin), patience);
    const error = await failure(source.read(0, 1000));
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'unreachable' } });
    expectWords(error, network);
  });
});
