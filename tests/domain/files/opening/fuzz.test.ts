/**
 * Whatever is in a file, opening it ends in a model or in a typed error with words; never in another exception, an endless
 * loop, or memory for something that the file only claims.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeRecipe, parseRecipe } from '../../../../src/domain/compression/recipe/recipeText.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import { parseExperiment } from '../../../../src/domain/config/json.ts';
import { describeError } from '../../../../src/domain/core/describeError.ts';
import { TrimtabError } from '../../../../src/domain/core/errors.ts';
import { readTensors, writeTensors } from '../../../../src/domain/files/safetensors.ts';
import { parseTokenizer } from '../../../../src/domain/tokenizers/imported/readTokenizer.ts';
import { checkpoint, compressed, foreign, open, otherJson, own, spoiled, type Files } from './models.ts';

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Told with words in both languages. */
function expectTyped(error: unknown): void {
  if (!(error instanceof TrimtabError)) throw new Error('no typed error', { cause: error });
  for (const language of ['en', 'zh'] as const) {
    const { title, cause, remedy } = describeError(error.report(), language);
    expect(
      [title, cause, remedy].every((words) => words.length > 3 && !/[{[\]}]/.test(words.replace(/“.*”/s, ''))),
    ).toBe(true);
  }
}

const refusals: readonly string[] = ['bad-model', 'bad-checkpoint', 'version-mismatch'];

async function opensOrRefuses(files: Files): Promise<boolean> {
  try {
    const { weights } = await open(files);
    return Object.values(weights ?? {}).every((values) => values.every(Number.isFinite));
  } catch (error) {
    if (error instanceof TrimtabError) return refusals.includes(error.code);
    throw error;
  }
}

const kinds: Readonly<Record<string, Files>> = { own, foreign, checkpoint, ...compressed };

describe.each(Object.entries(kinds))('%s', (_name, files) => {
  test('opens as it is', async () => {
    await expect(open(files)).resolves.toMatchObject({ tokenizer: { vocabulary: 16 } });
  });

  test('bytes overwritten, cut or made up', async () => {
    await fc.assert(
      fc.asyncProperty(spoiled(files), async (given) => {
        expect(await opensOrRefuses(given)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('another value in a text', async () => {
    const texts = Object.keys(files).filter((name) => name.endsWith('.json'));
    const changed = fc.constantFrom(...texts).chain((name) =>
      otherJson(text(files[name])).map((json) => ({
        ...files,
        [name]: Uint8Array.from(new TextEncoder().encode(json)),
      })),
    );
    await fc.assert(
      fc.asyncProperty(changed, async (given) => {
        expect(await opensOrRefuses(given)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe.each(Object.entries({ checkpoint, ...compressed }))('what %s says of itself', (_name, files) => {
  const [name = ''] = Object.keys(files);
  const { tensors, metadata } = readTensors(files[name] ?? new Uint8Array());

  test('another value in its metadata', async () => {
    const changed = fc.constantFrom(...Object.keys(metadata)).chain((key) =>
      otherJson(metadata[key] ?? '').map((json) => ({
        ...files,
        [name]: writeTensors({ tensors, metadata: { ...metadata, [key]: json } }),
      })),
    );
    await fc.assert(
      fc.asyncProperty(changed, async (given) => {
        expect(await opensOrRefuses(given)).toBe(true);
      }),
      { numRuns: 250 },
    );
  });
});

test('recipes and experiments are mended, whatever they are', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), otherJson(text(own['experiment.json']))), (any) => {
      expect(parseExperiment(any).config.version).toBe(1);
      for (const { recipe } of [parseRecipe(any), decodeRecipe(any)]) {
        expect(recipe === null ? [] : validateRecipe(recipe).problems).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

test('a tokenizer that merges works on any text, or is refused', () => {
  const merging = JSON.stringify({
    version: '1.0',
    added_tokens: [{ id: 4, content: '<end>', special: true }],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2, Ġ: 3 }, merges: ['a b'] },
  });
  fc.assert(
    fc.property(otherJson(merging), fc.string({ maxLength: 40 }), (json, probe) => {
      try {
        const tokenizer = parseTokenizer(json);
        const { ids } = tokenizer.encode(`ab ${probe}`);
        expect(ids.every((id) => id >= 0 && id < tokenizer.size)).toBe(true);
        expect(tokenizer.decode(ids)).toBeTypeOf('string');
      } catch (error) {
        expectTyped(error);
      }
    }),
    { numRuns: 500 },
  );
});

describe('refused in words', () => {
  const safetensors = (header: string, data = 0): Uint8Array<ArrayBuffer> => {
    const encoded = new TextEncoder().encode(header);
    const bytes = new Uint8Array(8 + encoded.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true);
    bytes.set(encoded, 8);
    return bytes;
  };
  const gigabytes = new Uint8Array(16).fill(0xff);
  const entry = (dtype: string, shape: readonly number[], offsets: readonly number[]): object => ({
    dtype,
    shape,
    data_offsets: offsets,
  });
  const header = (tensors: object): string => JSON.stringify(tensors);
  const weights = (bytes: Uint8Array<ArrayBuffer>): Files => ({ ...foreign, 'model.safetensors': bytes });
  const { 'config.json': _config, ...withoutConfig } = foreign;

  test.each<[string, Files, object]>([
    ['nothing at all', {}, { reason: 'file-missing', file: 'model.safetensors' }],
    ['no config.json', withoutConfig, { reason: 'file-missing', file: 'config.json' }],
    ['an empty file', weights(new Uint8Array()), { reason: 'too-short' }],
    [
      'another magic',
      weights(Uint8Array.from(new TextEncoder().encode('GGUF0123456789'))),
      { reason: 'header-length' },
    ],
    ['a header of gigabytes', weights(gigabytes), { reason: 'header-length' }],
    [
      'overlapping tensors',
      weights(safetensors(header({ a: entry('U8', [2], [0, 2]), b: entry('U8', [2], [1, 3]) }), 3)),
      { reason: 'byte-range', tensor: 'b' },
    ],
    [
      'a tensor beyond the file',
      weights(safetensors(header({ a: entry('F32', [1], [0, 4]) }), 2)),
      { reason: 'byte-range', tensor: 'a' },
    ],
    ['an unknown dtype', weights(safetensors(header({ a: entry('Q9', [1], [0, 4]) }), 4)), { reason: 'dtype' }],
    [
      'a shape of a quintillion',
      weights(safetensors(header({ a: entry('F32', [1e9, 1e9], [0, 4]) }), 4)),
      { reason: 'byte-range' },
    ],
    ['two of one kind', { ...foreign, 'other.model.safetensors': new Uint8Array(8) }, { reason: 'two-files' }],
    [
      'a text that is none',
      { ...foreign, 'config.json': Uint8Array.of(0xff, 0xfe) },
      { reason: 'binary', file: 'config.json' },
    ],
  ])('%s', async (_what, files, detail) => {
    const error: unknown = await open(files).catch((thrown: unknown) => thrown);
    expectTyped(error);
    expect(error).toMatchObject({ code: 'bad-model', detail });
  });

  test.each(['own', 'checkpoint'] as const)('a weight that is no number (%s)', async (kind) => {
    const files = { own, checkpoint }[kind];
    const [name = ''] = Object.keys(files);
    const bytes = (files[name] ?? new Uint8Array()).slice();
    bytes.set([0, 0, 0xc0, 0x7f], bytes.length - 4);
    const error: unknown = await open({ ...files, [name]: bytes }).catch((thrown: unknown) => thrown);
    expectTyped(error);
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'not-finite' } });
  });
});
