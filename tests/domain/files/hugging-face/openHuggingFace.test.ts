/** Models of others: PyTorch's logits from transformers' files, and our own exports with every weight as it was. */
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../../src/domain/config/defaults.ts';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { exportModel } from '../../../../src/domain/files/exportModel.ts';
import { openHuggingFace, type HuggingFaceFiles } from '../../../../src/domain/files/hugging-face/openHuggingFace.ts';
import { readTensors, writeTensors } from '../../../../src/domain/files/safetensors.ts';
import { blobSource } from '../../../../src/domain/files/ranges/blobSource.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { transformer, type TransformerSettings } from '../../../../src/domain/models/transformer/definition.ts';
import { tokenizers } from '../../../../src/domain/tokenizers/index.ts';
import type { GoldenTensor } from '../../../goldens/goldens.ts';
import { allWeights, exported, golden, goldenText, sharded, single } from './checkpoints.ts';
import { decodingOf } from '../../../../src/domain/models/decoders.ts';

interface Goldens {
  readonly tokens: GoldenTensor;
  readonly logits: Readonly<Record<string, GoldenTensor>>;
}

const goldens = JSON.parse(
  await readFile(new URL('../../../goldens/hugging-face.json', import.meta.url), 'utf8'),
) as Goldens;

async function logits(files: HuggingFaceFiles): Promise<number[]> {
  const opened = await openHuggingFace(files);
  const decoder = decodingOf(transformer).decoder(opened.settings, opened.vocabulary, await allWeights(opened));
  return goldens.tokens.data.flatMap((token) => [...decoder.step(token)]);
}

describe('logits are those of PyTorch', () => {
  test.each<[string, () => Promise<HuggingFaceFiles>, string]>([
    [
      'GPT-2, f32, no prefix, with mask buffers',
      () => single('gpt2/config.json', 'gpt2/model.safetensors'),
      'gpt2-f32',
    ],
    ['GPT-2, f16', () => single('gpt2/config.json', 'gpt2/f16/model.safetensors'), 'gpt2-f16'],
    ['GPT-2, bf16', () => single('gpt2/config.json', 'gpt2/bf16/model.safetensors'), 'gpt2-bf16'],
    ['GPT-2, two shards with the head twice', sharded, 'gpt2-f32'],
    ['LLaMA', () => single('llama/config.json', 'llama/model.safetensors'), 'llama'],
    ['LLaMA with biases', () => single('llama-biases/config.json', 'llama-biases/model.safetensors'), 'llama-biases'],
  ])('%s', async (_name, files, id) => {
    const expected = goldens.logits[id]?.data ?? [];
    const found = await logits(await files());
    expect(found).toHaveLength(expected.length);
    const scale = Math.max(...expected.map(Math.abs));
    const error = Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));
    expect(scale).toBeGreaterThan(0.5);
    expect(error).toBeLessThan(1e-4);
  });

  test('LLaMA with a head of its own: twice the table, twice the logits', async () => {
    const text = JSON.parse(await goldenText('llama/config.json')) as object;
    const { tensors } = readTensors(await golden('llama/model.safetensors'));
    const table = tensors['model.embed_tokens.weight'];
    if (!(table?.data instanceof Float32Array)) throw new Error('no table in f32');
    const head = { ...table, data: table.data.map((value) => 2 * value) };
    const bytes = writeTensors({ tensors: { ...tensors, 'lm_head.weight': head }, metadata: {} });
    const config = JSON.stringify({ ...text, tie_word_embeddings: false });
    const sources = { 'model.safetensors': blobSource(new Blob([bytes])) };
    const found = await logits({ config, tokenizer: null, shardIndex: null, sources });
    const expected = goldens.logits['llama']?.data ?? [];
    expect(Math.max(...found.map((value, i) => Math.abs(value - 2 * (expected[i] ?? NaN))))).toBeLessThan(2e-4);
  });

  test('half floats are other numbers, which the tolerance tells apart', () => {
    const [f32, f16] = [goldens.logits['gpt2-f32']?.data ?? [], goldens.logits['gpt2-f16']?.data ?? []];
    expect(Math.max(...f32.map((value, i) => Math.abs(value - (f16[i] ?? NaN))))).toBeGreaterThan(1e-4);
  });
});

test('settings are those of the configuration, but for a context that is longer than ours can be', async () => {
  const { settings, vocabulary } = await openHuggingFace(await single('llama/config.json', 'llama/model.safetensors'));
  const sizes = { layers: 2, heads: 4, keyValueHeads: 2, width: 16, context: 1024, dropout: 0, depthDrop: 0 };
  const kinds = { norm: 'rms', normPlace: 'pre', positions: 'rope', activation: 'swiglu' };
  const undropped = { attentionDropout: 0, embeddingDropoutForm: 'shared', embeddingDropout: 0 };
  expect(settings).toEqual({ ...sizes, ...kinds, ...undropped, queryKeyNorm: false, window: 0, tiedHead: true });
  expect(vocabulary).toBe(11);
  const gpt2 = await openHuggingFace(await sharded());
  expect(gpt2.settings).toMatchObject({ layers: 2, heads: 2, width: 16, context: 8, dropout: 0.1, activation: 'gelu' });
  // All three of its rates are the same.
  expect(gpt2.settings).toMatchObject({ attentionDropout: 0.1, embeddingDropoutForm: 'shared', embeddingDropout: 0 });
});

const variants: readonly Partial<TransformerSettings>[] = [
  {},
  { dropout: 0.2, layers: 1, activation: 'relu2' },
  { norm: 'rms', positions: 'rope', activation: 'swiglu', keyValueHeads: 2, heads: 4 },
  { positions: 'alibi', keyValueHeads: 1 },
  { norm: 'rms', positions: 'none', activation: 'relu' },
  { tiedHead: false },
  { dropout: 0.1, attentionDropout: 0.2, embeddingDropoutForm: 'own', embeddingDropout: 0.3 },
  { positions: 'sinusoidal', normPlace: 'post' },
  { norm: 'rms', positions: 'rope', queryKeyNorm: true, window: 5, tiedHead: false },
];

test.each(variants)('our own export comes back exactly: %o', async (variant) => {
  const settings = { ...defaultsOf(transformer.params), width: 32, context: 16, ...variant };
  const tokenizer = variant.layers === 1 ? tokenizers.byte.build('', {}) : tokenizers.character.build('abcé中 𝄞\n', {});
  const weights = initialWeights(transformer.tensors(settings, tokenizer.size), 7);
  const config = { ...defaultConfig, model: { architecture: 'transformer' as const, ...settings } };
  const opened = await openHuggingFace(exported(exportModel(config, weights, tokenizer)));
  expect(opened.settings).toEqual(settings);
  expect(opened.vocabulary).toBe(tokenizer.size);
  expect(opened.tokenizer?.method).toBe(tokenizer.method);
  expect(opened.tokenizer?.decode(opened.tokenizer.encode('a中b 𝄞é').ids)).toBe('a中b 𝄞é');
  expect(await allWeights(opened)).toEqual(weights);
});

test('opening reads headers only, and a tensor only its own bytes', async () => {
  const bytes = await golden('gpt2/model.safetensors');
  const reads: (readonly [number, number])[] = [];
  const source = {
    size: bytes.length,
    read: (start: number, end: number) => {
      reads.push([start, end]);
      return Promise.resolve(bytes.subarray(start, end));
    },
  };
  const files = await single('gpt2/config.json', 'gpt2/model.safetensors');
  const opened = await openHuggingFace({ ...files, sources: { 'model.safetensors': source } });
  const headerEnd = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  expect(Math.max(...reads.map(([, end]) => end))).toBe(headerEnd);
  reads.length = 0;
  const [first] = opened.tensors;
  if (first) await opened.read(first);
  expect(reads.map(([start, end]) => end - start)).toEqual([4 * 11 * 16]);
});
