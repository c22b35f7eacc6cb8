/** A model of the hub, read piece by piece: the page asks the server, and the worker asks the page. */
import { expect, test } from 'vitest';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { hubFile, parseHubAddress } from '../../src/domain/files/hugging-face/hubAddress.ts';
import type { OpenableFile } from '../../src/protocol/files.ts';
import { gatherFiles } from '../../src/state/files/gatherFiles.ts';
import { portSource } from '../../src/worker/portSource.ts';

const root = 'https://huggingface.co/owner/name/resolve/v1/';

/** A server that knows ranges, with what it was asked. */
function server(files: Readonly<Record<string, string>>) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : input.toString();
    const range = new Headers(init?.headers).get('Range') ?? '';
    asked.push(`${address.replace(root, '')} ${range}`);
    const text = files[address.replace(root, '')];
    if (text === undefined) return new Response(null, { status: 404 });
    const [, start = 0, end = 0] = (/^bytes=(\d+)-(\d+)$/.exec(range) ?? []).map(Number);
    const headers = { 'Content-Range': `bytes ${start}-${end}/${text.length}` };
    return new Response(text.slice(start, end + 1), { status: 206, headers });
  };
  return { asked, fetch };
}

const siteFile = async (path: string): Promise<Uint8Array> => new TextEncoder().encode(path);

const hub = { kind: 'hub', address: 'owner/name@v1' } as const;

async function textOf(file: OpenableFile | undefined): Promise<string> {
  if (file === undefined || !('port' in file)) throw new Error('no port');
  const source = portSource(file.size, file.port);
  const pieces = await Promise.all([source.read(0, 2), source.read(2, source.size)]);
  file.port.close();
  return pieces.map((piece) => new TextDecoder().decode(piece)).join('');
}

test('one file of weights', async () => {
  const files = { 'config.json': '{"a":1}', 'tokenizer.json': '{"b":2}', 'model.safetensors': 'weights' };
  const { fetch, asked } = server(files);
  const gathered = await gatherFiles(hub, { fetch, siteFile });
  expect(gathered.transfer).toHaveLength(3);
  expect(gathered.files.map(({ name }) => name)).toEqual(Object.keys(files));
  // So far, sizes only.
  expect(asked.every((request) => request.endsWith('bytes=0-0'))).toBe(true);
  expect(await Promise.all(gathered.files.map(textOf))).toEqual(Object.values(files));
  expect(asked).toContain('model.safetensors bytes=2-6');
});

test('several parts, by their index', async () => {
  const index = { weight_map: { x: 'model-1-of-2.safetensors', y: 'model-2-of-2.safetensors' } };
  const files = {
    'config.json': '{}',
    'tokenizer.json': '{}',
    'model.safetensors.index.json': JSON.stringify(index),
    'model-1-of-2.safetensors': 'one',
    'model-2-of-2.safetensors': 'two',
  };
  const gathered = await gatherFiles(hub, { ...server(files), siteFile });
  expect(gathered.files.map(({ name }) => name)).toEqual(Object.keys(files));
  expect(await textOf(gathered.files[4])).toBe('two');
  await Promise.all(gathered.files.slice(0, 4).map(textOf));
});

test('an error while reading crosses to the worker as it is', async () => {
  const { fetch } = server({ 'config.json': '{}', 'tokenizer.json': '{}', 'model.safetensors': 'weights' });
  let offline = false;
  const flaky: typeof fetch = (...request) => (offline ? Promise.reject(new TypeError('offline')) : fetch(...request));
  const gathered = await gatherFiles(hub, { fetch: flaky, siteFile });
  offline = true;
  const weights = gathered.files[2];
  await expect(textOf(weights)).rejects.toMatchObject({ code: 'bad-model', detail: { reason: 'unreachable' } });
  for (const file of gathered.files) if ('port' in file) file.port.close();
});

test('a folder of the site', async () => {
  const source = { kind: 'folder', address: 'checkpoints/names/', name: 'Names' } as const;
  const { files, transfer } = await gatherFiles(source, { ...server({}), siteFile });
  expect(transfer).toEqual([]);
  const texts = await Promise.all(files.map(async (file) => ('blob' in file ? file.blob.text() : 'no blob')));
  expect(texts).toEqual(files.map(({ name }) => `checkpoints/names/${name}`));
  expect(texts).toHaveLength(4);
});

test('a model that is not there', async () => {
  const failure = await gatherFiles(hub, { ...server({}), siteFile }).catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(TrimtabError);
  expect(failure).toMatchObject({ code: 'bad-model', detail: { reason: 'http-status', value: 404 } });
});

test.each([
  ['owner/name', 'https://huggingface.co/owner/name/resolve/main/x'],
  [' owner/name@v1.2 ', 'https://huggingface.co/owner/name/resolve/v1.2/x'],
  ['https://huggingface.co/owner/name', 'https://huggingface.co/owner/name/resolve/main/x'],
  ['https://hf-mirror.com/owner/na.me/tree/abc123/', 'https://hf-mirror.com/owner/na.me/resolve/abc123/x'],
  ['https://huggingface.co/owner/name/blob/main/config.json', 'https://huggingface.co/owner/name/resolve/main/x'],
])('the address %s', (text, expected) => {
  expect(hubFile(parseHubAddress(text), 'x')).toBe(expected);
});

test.each([
  '',
  'name',
  'owner/name/more',
  'owner/..',
  '../name',
  'owner/name@../x',
  'https://example.org/owner/name',
  'http://huggingface.co/owner/name',
  'https://huggingface.co.example.org/owner/name',
  'https://huggingface.co/owner',
  'javascript://huggingface.co/owner/name',
])('no address: %s', (text) => {
  expect(() => parseHubAddress(text)).toThrow(TrimtabError);
});
