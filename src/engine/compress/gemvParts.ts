/**
 * A matrix as one or two products with a vector, each over arrays as kernels and loops read them: two where it is of low
 * rank, the one with the inputs first.
 */
import type { Encoding } from '../../domain/compression/encodings/contract.ts';
import { decode } from '../../domain/compression/encodings/index.ts';
import type { MaskedEncoding } from '../../domain/compression/encodings/masked.ts';
import { factorsOf } from '../../domain/compression/encodings/product.ts';
import { packPlaces, unpackMask, type PackedSparse } from '../../domain/compression/pruners/packSparse.ts';
import { denseTable, type DecodingMatrix } from '../../domain/models/decoding/matrices.ts';
import { arraysMatrix, sparseArraysMatrix } from './executionArrays.ts';
import { executable, executableSparse, type Executable, type Words } from './executionLayout.ts';
import { linesIn, linesMatrix, type Lines } from './linesMatrix.ts';

export interface Size {
  readonly inputs: number;
  readonly outputs: number;
}

export type Part =
  | (Size & { readonly kind: 'dense' | 'sparse'; readonly arrays: Readonly<Record<string, Words>> })
  | (Size & { readonly kind: 'lines'; readonly lines: Lines })
  | (Size & { readonly kind: 'quantized'; readonly executable: Executable });

export type Parts = readonly [Part, ...Part[]];

export function partsOf(encoding: Encoding): Parts {
  if (encoding.kind === 'product') {
    const [left, right] = factorsOf(encoding);
    const [first, ...rest] = partsOf(right);
    return [first, ...rest, ...partsOf(left)];
  }
  const size = { inputs: encoding.columns, outputs: encoding.rows };
  const packed = executable(encoding);
  if (packed) return [{ kind: 'quantized', ...size, executable: packed }];
  if (encoding.kind === 'masked' && encoding.byLines) return [{ kind: 'lines', ...size, lines: linesIn(encoding) }];
  const sparse = encoding.kind === 'masked' ? twoOfFour(encoding) : null;
  if (sparse) return [{ kind: 'sparse', ...size, arrays: executableSparse(sparse) }];
  return [densePart(size, decode(encoding))];
}

/** @param weight [O, I] */
export const densePart = (size: Size, weight: Float32Array<ArrayBuffer>): Part => ({
  kind: 'dense',
  ...size,
  arrays: { weight },
});

/** Whether some of it has to be written out as f32, because nothing multiplies what is written of it. */
export function isDecoded(encoding: Encoding): boolean {
  if (encoding.kind === 'product') return factorsOf(encoding).some(isDecoded);
  if (encoding.kind === 'float') return encoding.format !== 'f32';
  if (encoding.kind === 'masked' && encoding.byLines) {
    return encoding.kept > 0 && !(encoding.inner.kind === 'float' && encoding.inner.format === 'f32');
  }
  return partsOf(encoding)[0].kind === 'dense';
}

export function partArrays(part: Part): Readonly<Record<string, Words>> {
  switch (part.kind) {
    case 'quantized':
      return part.executable.arrays;
    case 'lines':
      return { ...part.lines };
    case 'dense':
    case 'sparse':
      return part.arrays;
  }
}

export const bytesOf = (parts: Parts): number =>
  parts.flatMap((part) => Object.values(partArrays(part))).reduce((sum, { byteLength }) => sum + byteLength, 0);

/** On typed arrays. */
export function layerOf(part: Part): DecodingMatrix {
  switch (part.kind) {
    case 'quantized':
      return arraysMatrix(part.executable);
    case 'sparse':
      return sparseArraysMatrix(part, part.arrays);
    case 'lines':
      return linesMatrix(part, part.lines);
    case 'dense': {
      const weight = part.arrays['weight'] ?? new Float32Array();
      const values = new Float32Array(weight.buffer, weight.byteOffset, weight.length);
      return { ...denseTable(values, part.inputs), bytes: values.byteLength };
    }
  }
}

/** Null where the weights that stay are quantised too, or are not two of every four. */
function twoOfFour(encoding: MaskedEncoding): PackedSparse | null {
  const { rows, columns, inner, arrays } = encoding;
  const places = arrays['mask'];
  if (!(places instanceof Uint8Array) || inner.kind !== 'float' || columns % 4 !== 0) return null;
  const mask = unpackMask(places, rows * columns);
  for (let i = 0; i < mask.length; i += 4) {
    if ((mask[i] ?? 0) + (mask[i + 1] ?? 0) + (mask[i + 2] ?? 0) + (mask[i + 3] ?? 0) !== 2) return null;
  }
  return packPlaces({ mask, values: decode(encoding) }, { removed: 2, size: 4 });
}
