/** What opened models are called: by what is around their files, or by what is said inside them. */
import { expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { nameIn } from '../../src/domain/files/hugging-face/configFields.ts';
import { sourceName } from '../../src/state/files/sourceName.ts';

const { config } = validate({ model: { architecture: 'transformer' } });
const told = { name: null, config, parameters: 124_439_808 };
const files = (names: readonly string[], folder = '') => ({
  kind: 'files' as const,
  files: names.map((name) => {
    const file = new File(['{}'], name);
    Object.defineProperty(file, 'webkitRelativePath', { value: folder === '' ? '' : `${folder}/${name}` });
    return file;
  }),
});
const loose = ['config.json', 'model.safetensors', 'tokenizer.json'];

test('a folder, or what stands before every name, comes first', () => {
  expect(sourceName(files(loose, 'tiny-gpt'), { ...told, name: 'gpt2' })).toBe('tiny-gpt');
  const exported = loose.map((name) => `calm-otter-7.${name}`);
  expect(sourceName(files(exported), { ...told, name: 'gpt2' })).toBe('calm-otter-7');
});

test('loose files are called what they call themselves, or what they are', () => {
  expect(sourceName(files(loose), { ...told, name: 'gpt2' })).toBe('gpt2');
  expect(sourceName(files(loose), told)).toBe('transformer-124M');
  const parts = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors', 'config.json'];
  expect(sourceName(files(parts), { ...told, parameters: 810_000 })).toBe('transformer-810K');
});

test('a folder of a cache, which is named after a version, says nothing', () => {
  const commit = '607a30d783dfa663caf39e06633721c8d4cfcd7e';
  expect(sourceName(files(loose, commit), { ...told, name: 'gpt2' })).toBe('gpt2');
});

test('before anything is read, it is the file', () => {
  expect(sourceName(files(loose))).toBe('model.safetensors');
});

test.each([
  ['gpt2', 'gpt2'],
  ['openai-community/gpt2', 'gpt2'],
  ['/home/me/models/tiny.llama/', 'tiny.llama'],
  ['C:\\models\\tiny', 'tiny'],
  ['./', null],
  ['..', null],
  ['', null],
  ['<b>x</b>', null],
  [7, null],
  [undefined, null],
])('_name_or_path %j is %j', (from, name) => {
  expect(nameIn({ _name_or_path: from })).toBe(name);
});
