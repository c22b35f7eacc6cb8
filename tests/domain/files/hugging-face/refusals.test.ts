/** What cannot be read or expressed: a typed error that names the file, the tensor or the field, and nothing worse. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lookup } from '../../../../src/domain/config/lookup.ts';
import { reasonWords } from '../../../../src/domain/core/errorReasons.ts';
import { TrimtabError } from '../../../../src/domain/core/errors.ts';
import { openHuggingFace, type HuggingFaceFiles } from '../../../../src/domain/files/hugging-face/openHuggingFace.ts';
import { blobSource } from '../../../../src/domain/files/ranges/blobSource.ts';
import { readTensors, writeTensors, type RawTensor } from '../../../../src/domain/files/safetensors.ts';
import { allWeights, golden, goldenText, sharded, shards, single } from './checkpoints.ts';

/** Opens the model and reads all of it; null, or what was thrown. */
async function refusal(files: HuggingFaceFiles): Promise<unknown> {
  try {
    await allWeights(await openHuggingFace(files));
    return null;
  } catch (error) {
    return error;
  }
}

async function detail(files: HuggingFaceFiles): Promise<TrimtabError['detail']> {
  const error = await refusal(files);
  if (!(error instanceof TrimtabError)) throw new Error('no typed error', { cause: error });
  expect(error.code).toBe('bad-model');
  expect(lookup(reasonWords, String(error.detail['reason']))).toBeDefined();
  return error.detail;
}

const plain = await golden('llama/model.safetensors');
const config = { gpt2: await goldenText('gpt2/config.json'), llama: await goldenText('llama/config.json') };

const withBytes = (bytes: Uint8Array<ArrayBuffer>, text = config.llama): HuggingFaceFiles => ({
  config: text,
  tokenizer: null,
  shardIndex: null,
  sources: { 'model.safetensors': blobSource(new Blob([bytes])) },
});

/** The LLaMA checkpoint with other tensors. */
function changed(change: (tensors: Record<string, RawTensor>) => void): HuggingFaceFiles {
  const tensors = { ...readTensors(plain).tensors };
  change(tensors);
  return withBytes(writeTensors({ tensors, metadata: {} }));
}

const up = 'model.layers.1.mlp.up_proj.weight';

describe('tensors', () => {
  test('a missing one', async () => {
    const files = changed((tensors) => delete tensors[up]);
    expect(await detail(files)).toEqual({ reason: 'tensor-missing', tensor: up });
  });

  test('one that is unknown', async () => {
    const files = changed(
      (tensors) => (tensors['model.layers.2.x'] = { dtype: 'U8', shape: [1], data: Uint8Array.of(1) }),
    );
    expect(await detail(files)).toMatchObject({ reason: 'tensor-name', tensor: 'model.layers.2.x' });
  });

  test('one of another shape, even with as many values', async () => {
    const files = changed((tensors) => {
      const tensor = tensors[up];
      if (tensor) tensors[up] = { ...tensor, shape: [16, 48] };
    });
    const named = { reason: 'tensor-shape', tensor: up, found: '[16, 48]', expected: '[48, 16]' };
    expect(await detail(files)).toEqual({ file: 'model.safetensors', ...named });
  });

  test('one of numbers that are not read', async () => {
    const files = changed((tensors) => (tensors[up] = { dtype: 'U8', shape: [48, 16], data: new Uint8Array(768) }));
    expect(await detail(files)).toMatchObject({
      reason: 'dtype',
      tensor: up,
      value: 'U8',
      supported: 'F32, F16, BF16',
    });
  });

  test.each([NaN, Infinity])('one that holds %f', async (value) => {
    const files = changed(
      (tensors) => (tensors[up] = { dtype: 'F32', shape: [48, 16], data: new Float32Array(768).fill(value, 767) }),
    );
    expect(await detail(files)).toEqual({ reason: 'not-finite', tensor: up, file: 'model.safetensors' });
  });
});

describe('fields of the configuration', () => {
  const model = { gpt2: 'gpt2/model.safetensors', llama: 'llama/model.safetensors' } as const;

  test.each<[keyof typeof model, string, unknown, string]>([
    ['gpt2', 'architectures', ['BertModel'], 'GPT2LMHeadModel, LlamaForCausalLM, trimtab-transformer'],
    ['gpt2', 'n_embd', 2048, '8 … 1024'],
    ['gpt2', 'n_embd', 1.5, '1, 2, 3, …'],
    ['gpt2', 'n_inner', 32, '64'],
    ['gpt2', 'activation_function', 'gelu', 'gelu_new, gelu_pytorch_tanh, relu, relu2'],
    ['gpt2', 'layer_norm_epsilon', 1e-6, '0.00001'],
    ['gpt2', 'tie_word_embeddings', 'no', 'true, false'],
    ['gpt2', 'scale_attn_by_inverse_layer_idx', true, 'false'],
    ['gpt2', 'n_layer', 48, '1 … 24'],
    ['gpt2', 'resid_pdrop', 1, '0 … 0.9'],
    ['gpt2', 'attn_pdrop', 1, '0 … 0.9'],
    ['gpt2', 'embd_pdrop', -0.1, '0 … 0.9'],
    ['llama', 'rope_theta', 500000, '10000'],
    ['llama', 'rope_scaling', { rope_type: 'llama3', factor: 8 }, 'rope_theta 10000'],
    ['llama', 'rope_parameters', { rope_type: 'default', rope_theta: 1e6 }, 'rope_theta 10000'],
    ['llama', 'intermediate_size', 64, '48'],
    ['llama', 'rms_norm_eps', 1e-6, '0.00001'],
    ['llama', 'rms_norm_eps', undefined, '0.00001'],
    ['llama', 'hidden_act', 'gelu', '"silu"'],
    ['llama', 'head_dim', 8, '4'],
    ['llama', 'max_position_embeddings', 4, '8 … 9007199254740991'],
    ['llama', 'num_key_value_heads', 8, '1 … 4'],
    ['llama', 'attention_bias', 'yes', 'true, false'],
  ])('%s: %s = %j', async (family, field, value, supported) => {
    const files = await single(`${family}/config.json`, model[family]);
    const text = JSON.stringify({ ...(JSON.parse(config[family]) as object), [field]: value });
    expect(await detail({ ...files, config: text })).toMatchObject({
      file: 'config.json',
      reason: 'field',
      field,
      supported,
    });
  });

  // What a LLaMA that does not say so means, too.
  test.each<[keyof typeof model, boolean | undefined]>([
    ['gpt2', false],
    ['llama', false],
    ['llama', undefined],
  ])('%s: tie_word_embeddings = %j without a head of its own', async (family, tied) => {
    const files = await single(`${family}/config.json`, model[family]);
    const text = JSON.stringify({ ...(JSON.parse(config[family]) as object), tie_word_embeddings: tied });
    expect(await detail({ ...files, config: text })).toMatchObject({
      reason: 'tensor-missing',
      tensor: 'lm_head.weight',
    });
  });

  test('settings that contradict each other', async () => {
    const text = JSON.stringify({
      ...(JSON.parse(config.llama) as object),
      num_attention_heads: 3,
      head_dim: 16 / 3,
      num_key_value_heads: 3,
    });
    const error = await refusal(withBytes(plain, text));
    expect(error).toMatchObject({ code: 'bad-model', problems: [expect.objectContaining({ path: 'heads' })] });
  });

  test.each(['', '[]', '{', 'null'])('a text that is no object: %j', async (text) => {
    expect(await detail(withBytes(plain, text))).toEqual({ file: 'config.json', reason: 'json' });
  });
});

describe('shards', () => {
  test('a missing file', async () => {
    const files = await sharded();
    const { [shards[1]]: _, ...sources } = files.sources;
    expect(await detail({ ...files, sources })).toEqual({ file: shards[1], reason: 'file-missing' });
  });

  test('two files that have changed places', async () => {
    const files = await sharded();
    const sources = { [shards[0]]: files.sources[shards[1]], [shards[1]]: files.sources[shards[0]] };
    expect(await detail({ ...files, sources: sources as HuggingFaceFiles['sources'] })).toMatchObject({
      reason: 'not-in-index',
    });
  });

  test('a tensor that only the index has', async () => {
    const files = await sharded();
    const shardIndex = (files.shardIndex ?? '').replace('"weight_map": {', `"weight_map": { "ghost": "${shards[0]}",`);
    expect(await detail({ ...files, shardIndex })).toEqual({
      reason: 'tensor-missing',
      tensor: 'ghost',
      file: shards[0],
    });
  });

  test.each([
    '{}',
    '{"weight_map":{}}',
    '{"weight_map":{"a":1}}',
    '{"weight_map":{"a":"../model.safetensors"}}',
    '{"weight_map":{"a":"https://example.org/model.safetensors"}}',
  ])('an index that is none, or leads elsewhere: %s', async (shardIndex) => {
    const expected = { file: 'model.safetensors.index.json', reason: 'shard-index' };
    expect(await detail({ ...(await sharded()), shardIndex })).toEqual(expected);
  });
});

describe('damaged files', () => {
  test.each([0, 4, 100, plain.length - 1])('cut after %i bytes', async (length) => {
    expect(await detail(withBytes(plain.slice(0, length)))).toMatchObject({ file: 'model.safetensors' });
  });

  test('a header of gigabytes is not read', async () => {
    const bytes = plain.slice();
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 62n, true);
    expect(await detail(withBytes(bytes))).toMatchObject({ reason: 'header-length' });
  });

  test('any changed byte ends in a typed error or in a model', async () => {
    const headerEnd = 8 + Number(new DataView(plain.buffer).getBigUint64(0, true));
    await fc.assert(
      fc.asyncProperty(fc.nat(headerEnd - 1), fc.nat(255), async (place, value) => {
        const bytes = plain.slice();
        bytes[place] = value;
        const error = await refusal(withBytes(bytes));
        expect(error === null || (error instanceof TrimtabError && error.code === 'bad-model')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

describe('tokenizers', () => {
  const tokenizer = (model: object): string =>
    JSON.stringify({ pre_tokenizer: null, model: { type: 'BPE', merges: [], ...model } });

  test.each([
    ['vocabulary-size', tokenizer({ vocab: { a: 0, b: 1 } })],
    ['tokenizer-kind', tokenizer({ type: 'WordPiece', vocab: { a: 0, b: 1, '##b': 2 } })],
    ['no-vocabulary', tokenizer({ type: 'Unigram', vocab: [] })],
    ['tokenizer-fails', tokenizer({ vocab: { a: 0, b: 1, ab: 2 }, merges: [1] })],
    ['vocabulary-size', tokenizer({ vocab: { a: 0, b: 1, ab: 10_000 }, merges: ['a b'] })],
    ['tokenizer-kind', '{}'],
    ['bad-vocabulary', tokenizer({ vocab: { ab: 0 } })],
    ['json', '1'],
  ])('%s', async (reason, text) => {
    expect(await detail({ ...withBytes(plain), tokenizer: text })).toMatchObject({ file: 'tokenizer.json', reason });
  });
});
