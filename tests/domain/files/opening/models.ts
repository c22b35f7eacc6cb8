/** Small models of every kind as a person would give them, and ways to spoil them. */
import fc from 'fast-check';
import { compress } from '../../../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import { finish } from '../../../../src/domain/compression/contract.ts';
import { resolve } from '../../../../src/domain/config/resolve.ts';
import { validate } from '../../../../src/domain/config/validate.ts';
import { encodeCheckpoint } from '../../../../src/domain/files/checkpoint.ts';
import { encodeCompressed } from '../../../../src/domain/files/compressedFile.ts';
import { exportModel, type ModelFile } from '../../../../src/domain/files/exportModel.ts';
import type { OpenedFiles } from '../../../../src/domain/files/opening/contract.ts';
import { openFiles } from '../../../../src/domain/files/opening/openFiles.ts';
import { blobSource } from '../../../../src/domain/files/ranges/blobSource.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { productsOf } from '../../../../src/domain/models/products.ts';
import { tokenizers } from '../../../../src/domain/tokenizers/index.ts';

export type Files = Readonly<Record<string, Uint8Array<ArrayBuffer>>>;

export const { config } = validate({
  model: { architecture: 'transformer', layers: 1, heads: 2, width: 16, context: 16 },
});
export const tokenizer = tokenizers.character.build('the quick brown fox', {});
export const progress = { step: 7, tokensSeen: 70, elapsedSeconds: 1 };

const { definition, settings } = resolve(config).model;
const specs = definition.tensors(settings, tokenizer.size);
export const weights = initialWeights(specs, 3);

const byName = (files: readonly ModelFile[]): Files =>
  Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]));

export const own = byName(exportModel(config, weights, tokenizer, progress));
const { 'tokenizer.json': tokenizerJson = new Uint8Array(), 'experiment.json': _, ...asOthers } = own;
export const foreign: Files = { ...asOthers, 'tokenizer.json': tokenizerJson };

const shaped = Object.fromEntries(
  specs.map(({ name, shape }) => [name, { shape, data: weights[name] as Float32Array }]),
);
export const checkpoint: Files = {
  'checkpoint.safetensors': encodeCheckpoint({ config, progress, weights: shaped, state: { m: shaped } }),
  'tokenizer.json': tokenizerJson,
};

function compressedBy(...passes: readonly object[]): Files {
  const { recipe, problems } = validateRecipe({ passes, rest: 'int8' });
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const products = productsOf(definition, settings, tokenizer.size);
  const model = finish(compress(recipe, { specs, weights, products }, {}));
  return {
    'model.trimtab.safetensors': encodeCompressed({ config, recipe, vocabulary: tokenizer.size, model }),
    'tokenizer.json': tokenizerJson,
  };
}

export const compressed = {
  rtn: compressedBy({ method: 'rtn', bits: 4, group: 32 }),
  sparse: compressedBy({ method: 'magnitude', sparsity: 0.5 }, { method: 'rtn', bits: 3, group: 32 }),
  nf4: compressedBy({ method: 'nf4' }),
  ternary: compressedBy({ method: 'ternary' }),
  svd: compressedBy({ method: 'svd' }),
  codebook: compressedBy({ method: 'codebook' }),
} as const;

export const open = (files: Files): Promise<OpenedFiles> =>
  openFiles(
    Object.entries(files).map(([name, bytes]) => [name, blobSource(new Blob([bytes]))]),
    () => Promise.resolve(),
  );

/** One of the files with bytes overwritten, cut, or made up. */
export const spoiled = (files: Files): fc.Arbitrary<Files> =>
  fc.constantFrom(...Object.keys(files)).chain((name) => {
    const bytes = files[name] ?? new Uint8Array();
    // The first thousand bytes say what the others mean.
    const place = fc.oneof(fc.nat({ max: Math.min(1200, bytes.length - 1) }), fc.nat({ max: bytes.length - 1 }));
    const overwritten = fc
      .array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 })
      .map((changes) => {
        const copy = bytes.slice();
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    const cut = fc.nat({ max: bytes.length }).map((length) => bytes.slice(0, length));
    const made = fc.uint8Array({ maxLength: 200 }).map((random) => Uint8Array.from(random));
    return fc.oneof(overwritten, cut, made).map((spoilt) => ({ ...files, [name]: spoilt }));
  });

/** A JSON text in which one value, anywhere, is another; some of them as awkward as they get. */
export function otherJson(text: string): fc.Arbitrary<string> {
  const places: (readonly (string | number)[])[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    places.push(path);
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) walk(Reflect.get(value, key), [...path, key]);
  };
  walk(JSON.parse(text), []);
  const awkward = fc.constantFrom<unknown>(
    null,
    -1,
    0,
    0.5,
    1e15,
    1e308,
    '',
    'x',
    '__proto__',
    [],
    {},
    true,
    [1e9, 1e9],
  );
  return fc.tuple(fc.constantFrom(...places), fc.oneof(awkward, fc.jsonValue())).map(([path, value]) => {
    if (path.length === 0) return JSON.stringify(value);
    const json: unknown = JSON.parse(text);
    const parent = path.slice(0, -1).reduce<unknown>((at, key) => Reflect.get(at as object, key), json);
    Object.defineProperty(parent, path.at(-1) ?? '', { value, enumerable: true, configurable: true, writable: true });
    return JSON.stringify(json);
  });
}
