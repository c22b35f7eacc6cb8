/**
 * A compressed model as a file: safetensors, whose arrays are those of the encodings (`<tensor>/<array>`) and whose
 * metadata say how to read them. Its size is the size of the model; nothing is left out of it but the tokenizer.
 */
import { parseExperiment, printExperiment } from '../config/json.ts';
import { resolve } from '../config/resolve.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { TrimtabError } from '../core/errors.ts';
import { layoutOf } from '../compression/encodings/index.ts';
import type { Encoding, EncodingHeader, Layout } from '../compression/encodings/contract.ts';
import { readInputLevels } from '../compression/inputs/readLevels.ts';
import { inputsIfAny, type CompressedModel } from '../compression/recipe/compress.ts';
import type { Recipe } from '../compression/recipe/recipe.ts';
import { validateRecipe } from '../compression/recipe/validateRecipe.ts';
import { productsOf } from '../models/products.ts';
import { headerLengthOf, parseHeader, prefix } from './safetensorsHeader.ts';
import { readTensors, writeTensors, type RawTensor } from './safetensors.ts';

const version = 1;

/** Of a tensor that has the encoding of another, which is written there. */
interface SharedHeader {
  readonly kind: 'shared';
  readonly with: string;
}

export interface CompressedFile {
  readonly config: ExperimentConfig;
  readonly recipe: Recipe;
  readonly vocabulary: number;
  readonly model: CompressedModel;
}

export function encodeCompressed({ config, recipe, vocabulary, model }: CompressedFile): Uint8Array<ArrayBuffer> {
  const tensors: Record<string, RawTensor> = {};
  const headers: Record<string, EncodingHeader | SharedHeader> = {};
  for (const { spec, encoding, sharedWith } of model) {
    if (sharedWith !== undefined) {
      headers[spec.name] = { kind: 'shared', with: sharedWith };
      continue;
    }
    const { arrays, ...header } = encoding;
    headers[spec.name] = header;
    const named: Readonly<Record<string, RawTensor['data']>> = { ...arrays };
    for (const [array, { dtype, length }] of Object.entries(layoutOf(encoding))) {
      const data = named[array];
      if (data?.length !== length) throw new Error(`${spec.name}: ${array} is not as its header says`);
      tensors[`${spec.name}/${array}`] = { dtype, shape: [length], data };
    }
  }
  // Wide numbers first: readers in other languages want every array at a multiple of its width.
  const byWidth = Object.fromEntries(
    Object.entries(tensors).toSorted(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT),
  );
  return writeTensors({
    tensors: byWidth,
    metadata: {
      compressed: JSON.stringify({
        version,
        vocabulary,
        headers,
        recipe,
        ...inputsIfAny(model),
      }),
      experiment: printExperiment(config),
    },
  });
}

/** From the header alone. Throws `bad-checkpoint` for what is no safetensors file. */
export function isCompressedFile(bytes: Uint8Array): boolean {
  const end = prefix + headerLengthOf(bytes.subarray(0, prefix), bytes.length);
  return parseHeader(bytes.subarray(prefix, end), bytes.length - end).metadata['compressed'] !== undefined;
}

/** Throws `bad-checkpoint` for anything that `encodeCompressed` did not write. */
export function decodeCompressed(bytes: Uint8Array): CompressedFile {
  const { tensors, metadata } = readTensors(bytes);
  const own = parseOwn(metadata['compressed']);
  if (own.version !== version) {
    throw new TrimtabError('version-mismatch', {
      what: 'compressed-model',
      found: String(own.version),
      expected: version,
    });
  }
  const { config, problems } = parseExperiment(metadata['experiment'] ?? '');
  const { recipe, problems: recipeProblems } = validateRecipe(own.recipe);
  if (problems.length + recipeProblems.length > 0) {
    throw new TrimtabError('bad-checkpoint', { reason: 'experiment' }, [...problems, ...recipeProblems]);
  }
  const { definition, settings } = resolve(config).model;
  const layers = new Set(
    productsOf(definition, settings, own.vocabulary).flatMap(({ name, inputsFirst }) => (inputsFirst ? [name] : [])),
  );
  const inputs = readInputLevels(own.inputs, layers);
  const specs = definition.tensors(settings, own.vocabulary);
  const encodings = new Map<string, Encoding>();
  const read = (name: string): Encoding => {
    const header = Object.hasOwn(own.headers, name) ? own.headers[name] : undefined;
    if (!header || header.kind === 'shared' || specs.every((spec) => spec.name !== name)) throw damaged(name);
    const encoding = encodings.get(name) ?? encodingFrom(header, name, tensors);
    encodings.set(name, encoding);
    return encoding;
  };
  const model = specs.map((spec) => {
    const found = own.headers[spec.name];
    const sharedWith = found?.kind === 'shared' ? found.with : undefined;
    const leader = sharedWith ?? spec.name;
    const encoding = read(leader);
    const inputsFirst = layers.has(spec.name);
    const size = spec.shape.reduce((product, n) => product * n, 1);
    if (encoding.rows * encoding.columns !== size || layers.has(leader) !== inputsFirst) throw damaged(spec.name);
    const levels = inputs[spec.name];
    return {
      spec,
      inputsFirst,
      encoding,
      ...(levels && { inputs: levels }),
      ...(sharedWith !== undefined && { sharedWith }),
    };
  });
  return { config, recipe, vocabulary: own.vocabulary, model };
}

const damaged = (tensor: string): TrimtabError => new TrimtabError('bad-checkpoint', { reason: 'shape', tensor });

function encodingFrom(header: EncodingHeader, name: string, tensors: Readonly<Record<string, RawTensor>>): Encoding {
  const arrays = Object.entries(layoutFrom(header, name)).map(([array, { dtype, length }]) => {
    const found = tensors[`${name}/${array}`];
    if (found?.dtype !== dtype || found.data.length !== length) throw damaged(name);
    return [array, found.data] as const;
  });
  // A header and the arrays of its layout make an encoding.
  return { ...header, arrays: Object.fromEntries(arrays) } as unknown as Encoding;
}

/** A header from a file may be anything. */
function layoutFrom(header: EncodingHeader, name: string): Layout {
  try {
    const layout = layoutOf(header);
    if (Object.values(layout).every(({ length }) => Number.isSafeInteger(length) && length >= 0)) return layout;
  } catch {
    // Falls through to the one error that names the tensor.
  }
  throw damaged(name);
}

interface Own {
  readonly version: unknown;
  readonly vocabulary: number;
  readonly headers: Readonly<Record<string, EncodingHeader | SharedHeader>>;
  readonly recipe: unknown;
  readonly inputs?: unknown;
}

function parseOwn(text: string | undefined): Own {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (isOwn(value)) return value;
  } catch {
    // Falls through to the one error that names the cause.
  }
  throw new TrimtabError('bad-checkpoint', { reason: 'not-trimtab' });
}

function isOwn(value: unknown): value is Own {
  if (typeof value !== 'object' || value === null) return false;
  const { vocabulary, headers } = value as Partial<Record<keyof Own, unknown>>;
  return typeof vocabulary === 'number' && typeof headers === 'object' && headers !== null;
}
