/**
 * GGUF files, read back with Hugging Face's parser: metadata, places and values of every tensor. Blocks are decoded with the
 * decoder that tests/goldens holds against llama.cpp's; what llama.cpp itself makes of the files, llamaCpp.test.ts asks.
 */
import { gguf, GGMLQuantizationType, serializeGgufMetadata } from '@huggingface/gguf';
import { describe, expect, test } from 'vitest';
import { blocks, bytesPerBlock } from '../../../../src/domain/compression/encodings/blocks.ts';
import { f16Values } from '../../../../src/domain/compression/numeric/halfFloats.ts';
import { exportGguf } from '../../../../src/domain/files/gguf/exportGguf.ts';
import type { GgufFormat } from '../../../../src/domain/files/gguf/formats.ts';
import { fileTypes } from '../../../../src/domain/files/gguf/tensorTypes.ts';
import { weight } from '../../../../src/domain/models/initialize.ts';
import { bytes, characters, settingsOf, weightsOf } from './models.ts';

const formats = Object.keys(fileTypes) as GgufFormat[];

/** Hugging Face's parser reads by ranges, from whoever answers its requests. */
const parse = (file: Uint8Array<ArrayBuffer>) =>
  gguf('https://example.org/model.gguf', {
    typedMetadata: true,
    fetch: async (_input, init) => {
      const [, start, end] = /bytes=(\d+)-(\d+)/.exec(new Headers(init?.headers).get('Range') ?? '') ?? [];
      return new Response(file.slice(Number(start), Number(end) + 1), { status: 206 });
    },
  });

interface ReadTensor {
  readonly shape: readonly number[];
  readonly type: string;
  readonly values: Float32Array;
}

async function readAll(file: Uint8Array<ArrayBuffer>): Promise<Record<string, ReadTensor>> {
  const { tensorInfos, tensorDataOffset } = await parse(file);
  const entries = tensorInfos.map(({ name, shape: reversed, dtype, offset }) => {
    expect(Number(offset) % 32).toBe(0);
    const shape = reversed.map(Number).toReversed();
    const [rows, columns] = [shape.length === 2 ? (shape[0] ?? 0) : 1, shape.at(-1) ?? 0];
    const at = Number(tensorDataOffset + offset);
    return [
      name,
      { shape, type: GGMLQuantizationType[dtype], values: decode(dtype, file, at, rows, columns) },
    ] as const;
  });
  expect(new Set(entries.map(([name]) => name)).size).toBe(entries.length);
  return Object.fromEntries(entries);
}

function decode(dtype: GGMLQuantizationType, file: Uint8Array<ArrayBuffer>, at: number, rows: number, columns: number) {
  const size = rows * columns;
  if (dtype === GGMLQuantizationType.F32) return new Float32Array(file.slice(at, at + 4 * size).buffer);
  if (dtype === GGMLQuantizationType.F16) return f16Values(new Uint16Array(file.slice(at, at + 2 * size).buffer));
  const format = dtype === GGMLQuantizationType.Q8_0 ? 'q8_0' : 'q4_0';
  const part = file.slice(at, at + (size / 32) * bytesPerBlock[format]);
  return blocks.decode({ kind: 'blocks', rows, columns, format, arrays: { blocks: part } });
}

/** Largest difference from the value at (row, column) that a file should have, of the largest value. */
function error({ shape, values }: ReadTensor, expected: (row: number, column: number) => number): number {
  const columns = shape.at(-1) ?? 1;
  let [worst, largest] = [0, 0];
  for (const [i, value] of values.entries()) {
    const wanted = expected(Math.floor(i / columns), i % columns);
    worst = Math.max(worst, Math.abs(value - wanted));
    largest = Math.max(largest, Math.abs(wanted));
  }
  expect(largest).toBeGreaterThan(0);
  return worst / largest;
}

/** Half a step of the coarsest block. */
const tolerance: Readonly<Record<string, number>> = { F32: 0, F16: 2 ** -11, Q8_0: 0.51 / 127, Q4_0: 1 / 8 };

describe.each(formats)('GPT-2 as %s', (format) => {
  const settings = settingsOf('gpt2');
  const weights = weightsOf(settings, characters);
  const file = exportGguf(settings, weights, characters, format);

  test('has the metadata that llama.cpp asks for', async () => {
    const { metadata } = await parse(file.bytes);
    expect(file.name).toBe(`model-${format}.gguf`);
    expect(metadata).toMatchObject({
      version: 3,
      tensor_count: BigInt(2 * 12 + 4),
      'general.architecture': 'gpt2',
      'general.file_type': fileTypes[format],
      'general.quantization_version': 2,
      'gpt2.context_length': 64,
      'gpt2.embedding_length': 64,
      'gpt2.feed_forward_length': 256,
      'gpt2.block_count': 2,
      'gpt2.attention.head_count': 4,
      'gpt2.attention.layer_norm_epsilon': Math.fround(1e-5),
      'tokenizer.ggml.model': 'gpt2',
      'tokenizer.ggml.add_bos_token': false,
    });
  });

  test('has every tensor, transposed, in its type', async () => {
    const tensors = await readAll(file.bytes);
    const matrix = { f16: 'F16', q8_0: 'Q8_0', q4_0: 'Q4_0' }[format];
    const expected: Record<string, readonly [ours: string, type: string]> = {
      'token_embd.weight': ['wte.weight', matrix],
      'position_embd.weight': ['wpe.weight', 'F32'],
      'output_norm.weight': ['ln_f.weight', 'F32'],
      'output_norm.bias': ['ln_f.bias', 'F32'],
    };
    const modules = {
      attn_norm: 'ln_1',
      attn_qkv: 'attn.c_attn',
      attn_output: 'attn.c_proj',
      ffn_norm: 'ln_2',
      ffn_up: 'mlp.c_fc',
      ffn_down: 'mlp.c_proj',
    };
    for (const layer of [0, 1]) {
      for (const [theirs, ours] of Object.entries(modules)) {
        const type = theirs.endsWith('norm') ? 'F32' : matrix;
        expected[`blk.${layer}.${theirs}.weight`] = [`h.${layer}.${ours}.weight`, type];
        expected[`blk.${layer}.${theirs}.bias`] = [`h.${layer}.${ours}.bias`, 'F32'];
      }
    }
    expect(Object.keys(tensors).toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [name, [ours, type]] of Object.entries(expected)) {
      const tensor = tensors[name];
      if (!tensor) throw new Error(name);
      expect(tensor.type, name).toBe(type);
      const values = weight(weights, `transformer.${ours}`);
      const [rows = 0] = tensor.shape;
      const asTable = tensor.shape.length === 1 || /^(token|position)_embd/.test(name);
      const at = (row: number, column: number): number =>
        (asTable ? values[row * (tensor.shape.at(-1) ?? 0) + column] : values[column * rows + row]) ?? NaN;
      expect(error(tensor, at), name).toBeLessThanOrEqual(tolerance[type] ?? 0);
    }
  });
});

test('the header is, byte for byte, what Hugging Face writes of the same metadata', async () => {
  for (const tokenizer of [characters, bytes]) {
    const settings = settingsOf('llama');
    const file = exportGguf(settings, weightsOf(settings, tokenizer), tokenizer, 'q8_0').bytes;
    const { typedMetadata, tensorInfoByteRange } = await parse(file);
    const [end] = tensorInfoByteRange;
    expect(end).toBeGreaterThan(1000);
    expect(file.subarray(0, end)).toEqual(serializeGgufMetadata(typedMetadata).subarray(0, end));
  }
});

describe('LLaMA', () => {
  const settings = settingsOf('llama');
  const weights = weightsOf(settings, bytes);
  const ours = (name: string): Float32Array => weight(weights, `transformer.h.1.${name}`);

  test('has queries and keys with neighbours as pairs, gates and values apart', async () => {
    const tensors = await readAll(exportGguf(settings, weights, bytes, 'f16').bytes);
    // 4 heads of 16 queries, then 2 of keys and 2 of values; 176 gates, then 176 values.
    const [size, packed, inner] = [16, 64 + 2 * 32, 2 * 176];
    const turned = (row: number): number =>
      size * Math.floor(row / size) + (row % 2) * (size / 2) + Math.floor((row % size) / 2);
    const column = (name: string, columns: number, first: number, place = (row: number): number => row) => ({
      weight: (row: number, input: number): number =>
        ours(`${name}.weight`)[input * columns + first + place(row)] ?? NaN,
      bias: (_row: number, output: number): number => ours(`${name}.bias`)[first + place(output)] ?? NaN,
    });
    const expected = {
      attn_q: column('attn.c_attn', packed, 0, turned),
      attn_k: column('attn.c_attn', packed, 64, turned),
      attn_v: column('attn.c_attn', packed, 96),
      attn_output: column('attn.c_proj', 64, 0),
      ffn_gate: column('mlp.c_fc', inner, 0),
      ffn_up: column('mlp.c_fc', inner, 176),
      ffn_down: column('mlp.c_proj', 64, 0),
    };
    for (const [name, { weight: matrix, bias }] of Object.entries(expected)) {
      const [first, second] = [tensors[`blk.1.${name}.weight`], tensors[`blk.1.${name}.bias`]];
      if (!first || !second) throw new Error(name);
      expect(error(first, matrix), name).toBeLessThanOrEqual(2 ** -11);
      expect(error(second, bias), name).toBe(0);
    }
    expect(Object.keys(tensors)).toHaveLength(2 * (2 + 2 * 7) + 2);
  });

  test('has no biases where they are zero', async () => {
    const unbiased = Object.fromEntries(
      Object.entries(weights).map(([name, values]) => [
        name,
        name.endsWith('bias') ? new Float32Array(values.length) : values,
      ]),
    );
    const tensors = await readAll(exportGguf(settings, unbiased, bytes, 'f16').bytes);
    expect(Object.keys(tensors)).toHaveLength(2 * (2 + 7) + 2);
  });
});

test.each(['gpt2', 'llama'] as const)('%s: a head of its own is the output', async (family) => {
  const settings = { ...settingsOf(family), tiedHead: false };
  const weights = weightsOf(settings, characters);
  const tensors = await readAll(exportGguf(settings, weights, characters, 'f16').bytes);
  const [head, table] = [tensors['output.weight'], tensors['token_embd.weight']];
  if (!head || !table) throw new Error('a table is missing');
  const valueIn = (name: string) => (row: number, column: number) =>
    weight(weights, name)[row * settings.width + column] ?? NaN;
  expect(error(head, valueIn('lm_head.weight'))).toBeLessThanOrEqual(2 ** -11);
  expect(error(table, valueIn('transformer.wte.weight'))).toBeLessThanOrEqual(2 ** -11);
});

test.each([{ normPlace: 'post' }, { queryKeyNorm: true }, { window: 8 }] as const)(
  'a LLaMA with %o is none',
  (other) => {
    const settings = { ...settingsOf('llama'), ...other };
    expect(() => exportGguf(settings, weightsOf(settings, bytes), bytes, 'f16')).toThrow(
      expect.objectContaining({ code: 'no-such-export' }),
    );
  },
);

test('rows that are no multiple of a block are written in f16', async () => {
  const settings = settingsOf('gpt2', 24);
  const tensors = await readAll(exportGguf(settings, weightsOf(settings, characters), characters, 'q4_0').bytes);
  expect(tensors['blk.0.ffn_up.weight']).toMatchObject({ shape: [96, 24], type: 'F16' });
  expect(tensors['blk.0.ffn_down.weight']).toMatchObject({ shape: [24, 96], type: 'Q4_0' });
});

test('characters are merges of their bytes', async () => {
  const settings = settingsOf('gpt2');
  const { metadata } = await parse(exportGguf(settings, weightsOf(settings, characters), characters, 'f16').bytes);
  const tokens = (metadata as { readonly 'tokenizer.ggml.tokens'?: readonly string[] })['tokenizer.ggml.tokens'] ?? [];
  expect(tokens).toHaveLength(characters.size);
  expect(characters.encode('\n é中').ids).toEqual(
    Int32Array.from(['Ċ', 'Ġ', 'Ã©', 'ä¸Ń'], (token) => tokens.indexOf(token)),
  );
  expect(metadata).toMatchObject({
    // é U+00E9, 中 U+4E2D, 文 U+6587, 𝄞 U+1D11E.
    'tokenizer.ggml.merges': ['Ã ©', 'ä ¸', 'ä¸ Ń', 'æ ĸ', 'æĸ ĩ', 'ð Ŀ', 'ðĿ Ħ', 'ðĿĦ ŀ'],
    'tokenizer.ggml.eos_token_id': characters.size - 1,
  });
});

test('what llama.cpp does not have is refused, as are weights beyond f16', () => {
  const settings = settingsOf('gpt2');
  const weights = weightsOf(settings, bytes);
  for (const other of [
    { activation: 'relu' },
    { positions: 'alibi' },
    { norm: 'rms' },
    { keyValueHeads: 1 },
    { normPlace: 'post' },
    { queryKeyNorm: true },
    { window: 8 },
    { positions: 'sinusoidal' },
  ] as const) {
    expect(() => exportGguf({ ...settings, ...other }, weights, bytes, 'f16')).toThrow(
      expect.objectContaining({ code: 'no-such-export' }),
    );
  }
  const other = { ...bytes, method: 'other' };
  expect(() => exportGguf(settings, weights, other, 'f16')).toThrow(
    expect.objectContaining({ detail: { format: 'GGUF', reason: 'tokenizer-kind' } }),
  );
  for (const broken of [70000, NaN]) {
    const spoiled = { ...weights, 'transformer.wte.weight': new Float32Array(256 * 64).fill(broken, 0, 1) };
    expect(() => exportGguf(settings, spoiled, bytes, 'q8_0')).toThrow(
      expect.objectContaining({ detail: { format: 'GGUF', reason: 'f16-range' } }),
    );
  }
});
