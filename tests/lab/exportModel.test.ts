/** Folders of every kind as GGUF: the same file as from the weights themselves, or one line that says why not. */
import { gguf } from '@huggingface/gguf';
import { expect, test } from 'vitest';
import { exportModel } from '../../src/domain/files/exportModel.ts';
import { ggufOf } from '../../src/domain/files/gguf/ggufOf.ts';
import { blobSource } from '../../src/domain/files/ranges/blobSource.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { exportFolder } from '../../src/lab/exportModel.ts';
import {
  checkpoint,
  compressed,
  config,
  foreign,
  own,
  tokenizer,
  weights,
  type Files,
} from '../domain/files/opening/models.ts';

const given = (files: Files) =>
  Object.entries(files).map(([name, bytes]) => [name, blobSource(new Blob([bytes]))] as const);
const letters = 'abcdefghijklmno'.split('');
const nothing = (): void => undefined;

test.each([
  ['own', own],
  ['checkpoint', checkpoint],
  ['Hugging Face', foreign],
])('%s', async (_name, files) => {
  const shares: number[] = [];
  const exported = await exportFolder(given(files), 'q8_0', (share) => shares.push(share));
  expect(exported).toEqual({ ok: true, file: ggufOf(config, weights, tokenizer, 'q8_0') });
});

test('a compressed model as the weights that its file stands for', async () => {
  const exported = await exportFolder(given(compressed.rtn), 'f16', nothing);
  const plain = ggufOf(config, weights, tokenizer, 'f16');
  if (!exported.ok) throw new Error(exported.message);
  expect(exported.file.bytes.length).toBe(plain.bytes.length);
  expect(exported.file.bytes).not.toEqual(plain.bytes);
});

test('a tokenizer that merges is written as GPT-2’s', async () => {
  const vocab = Object.fromEntries(letters.map((character, id) => [character, id]));
  const merging = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: { ...vocab, ab: 15 }, merges: [['a', 'b']] },
  };
  const json = Uint8Array.from(new TextEncoder().encode(JSON.stringify(merging)));
  const exported = await exportFolder(given({ ...foreign, 'tokenizer.json': json }), 'f16', nothing);
  if (!exported.ok) throw new Error(exported.message);
  const { bytes } = exported.file;
  const { metadata } = await gguf('https://example.org/model.gguf', {
    fetch: async (_url, init) => {
      const [, start, end] = /bytes=(\d+)-(\d+)/.exec(new Headers(init?.headers).get('Range') ?? '') ?? [];
      return new Response(bytes.slice(Number(start), Number(end) + 1));
    },
  });
  expect(metadata).toMatchObject({
    'tokenizer.ggml.model': 'gpt2',
    'tokenizer.ggml.pre': 'gpt-2',
    'tokenizer.ggml.tokens': [...letters, 'ab'],
    'tokenizer.ggml.merges': ['a b'],
    'tokenizer.ggml.eos_token_id': 15,
  });
});

test('what llama.cpp has no form for is refused in one line', async () => {
  const other = validate({ model: { architecture: 'lstm', layers: 1, width: 16, context: 16 } }).config;
  const { definition, settings } = resolve(other).model;
  const files = exportModel(other, initialWeights(definition.tensors(settings, tokenizer.size), 1), tokenizer);
  const exported = await exportFolder(
    given(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]))),
    'f16',
    nothing,
  );
  expect(exported).toEqual({ ok: false, message: expect.stringMatching(/GGUF.*GPT-2 \/ LLaMA[^\n]*$/) });
});
