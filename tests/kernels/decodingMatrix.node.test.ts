/** Every way of writing a matrix, as decoders multiply with it and look its rows up, against decoding first. */
import { expect, test } from 'vitest';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { finish } from '../../src/domain/compression/contract.ts';
import { encodeBlocks } from '../../src/domain/compression/encodings/blocks.ts';
import { encodeFloat } from '../../src/domain/compression/encodings/float.ts';
import { decode } from '../../src/domain/compression/encodings/index.ts';
import { encodeMasked } from '../../src/domain/compression/encodings/masked.ts';
import { encodeProduct } from '../../src/domain/compression/encodings/product.ts';
import type { Encoding } from '../../src/domain/compression/encodings/contract.ts';
import { unpackPlaces } from '../../src/domain/compression/pruners/packSparse.ts';
import { decodingMatrix } from '../../src/engine/compress/decodingMatrix.ts';
import { isDecoded } from '../../src/engine/compress/gemvParts.ts';
import { formats, madeInteger, madeSparse, twoOfFour } from './encoded.ts';
import { normal, relativeError } from './numbers.ts';

const rows = 7;
const columns = 96;
const grouped = { rows, columns, group: 32 };
const values = normal(rows * columns, 131);
const matrix = { rows, columns, values };
const holes = (every: number): Uint8Array => Uint8Array.from(values, (_, i) => Number(i % every !== 0));
const pruned = (): Encoding => {
  const { mask, values: kept } = unpackPlaces(
    madeSparse({ rows: 1, inputs: columns, outputs: rows }),
    twoOfFour,
    values.length,
  );
  return encodeMasked(encodeFloat({ ...matrix, values: kept }, 'f32'), mask);
};
const factors = (left: Encoding): Encoding => encodeProduct(left, madeInteger({ rows: 5, columns, group: 32 }, 8));

/** Every third row and every fourth column is gone. */
const lines = (rowsKept: number): Uint8Array =>
  Uint8Array.from(values, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return Number(row < rowsKept && row % 3 !== 0 && column % 4 !== 0);
  });

const packed: Readonly<Record<string, () => Encoding>> = {
  ...Object.fromEntries(Object.entries(formats).map(([name, made]) => [name, () => made(grouped)])),
  'one scale in all': () => madeInteger({ ...grouped, group: 0 }, 4, { zeroPoints: true }),
  'a scale per row': () => madeInteger({ ...grouped, group: columns }, 8),
  q4_0: () => finish(encodeBlocks({ kind: 'blocks', format: 'q4_0', rows, columns }, matrix)),
  'plain f32': () => encodeFloat(matrix, 'f32'),
  '2:4 sparse': pruned,
  'whole rows and columns gone': () => encodeMasked(encodeFloat(matrix, 'f32'), lines(rows)),
  'all rows gone': () => encodeMasked(encodeFloat(matrix, 'f32'), lines(0)),
  'low rank': () => factors(madeInteger({ rows, columns: 5, group: 5 }, 4)),
  'low rank, one factor plain': () => factors(encodeFloat({ rows, columns: 5, values: normal(rows * 5, 132) }, 'f32')),
};

const decoded: Readonly<Record<string, () => Encoding>> = {
  f16: () => encodeFloat(matrix, 'f16'),
  // Of 96 columns every third would be a whole column.
  'other holes': () => encodeMasked(encodeFloat(matrix, 'f32'), holes(5)),
  'whole rows and columns gone of f16': () => encodeMasked(encodeFloat(matrix, 'f16'), lines(rows)),
  'whole rows and columns gone of integers': () => encodeMasked(madeInteger(grouped, 4), lines(rows)),
  'holes in integers': () => encodeMasked(madeInteger(grouped, 4), holes(2)),
  'low rank, one factor with holes': () => {
    const left = { rows, columns: 5, values: normal(rows * 5, 133) };
    return factors(encodeMasked(encodeFloat(left, 'f32'), holes(3).subarray(0, rows * 5)));
  },
};

test.each([
  ...Object.entries(packed).map(([name, made]) => ({ name, made, writtenOut: false })),
  ...Object.entries(decoded).map(([name, made]) => ({ name, made, writtenOut: true })),
])('$name', ({ made, writtenOut }) => {
  const encoding = made();
  const weight = decode(encoding);
  const executed = decodingMatrix(encoding);
  expect(isDecoded(encoding)).toBe(writtenOut);
  for (const bias of [null, normal(rows, 134)]) {
    const x = normal(columns, 135);
    const y = new Float32Array(rows).fill(NaN);
    executed.multiply(x, bias, y);
    expect(relativeError(y, linearReference(x, weight, columns, bias))).toBeLessThan(1e-6);
  }
  const row = new Float32Array(columns).fill(NaN);
  for (let index = 0; index < rows; index++) {
    executed.row(index, row);
    expect(relativeError(row, weight.subarray(index * columns, (index + 1) * columns))).toBeLessThan(1e-6);
  }
});

test('what is kept is as small as what is written, but for scales in 32 bits', () => {
  const large = { rows: 64, columns: 256, group: 32 };
  const weights = large.rows * large.columns;
  const bytesAt = (bits: number): number => decodingMatrix(madeInteger(large, bits)).bytes;
  for (const bits of [1, 2, 4, 8]) expect(bytesAt(bits)).toBe((weights * bits) / 8 + (4 * weights) / 32);
  // Three bits are kept as four.
  expect(bytesAt(3)).toBe(bytesAt(4));
});

test('where whole rows and columns are gone, no more is kept or multiplied than the lines that stay', () => {
  const encoding = encodeMasked(encodeFloat(matrix, 'f32'), lines(rows));
  expect(isDecoded(encoding)).toBe(false);
  const executed = decodingMatrix(encoding);
  const [keptRows, keptColumns] = [4, 72];
  expect(executed.bytes).toBe(4 * (keptRows * keptColumns + keptRows + keptColumns));
  // Inputs of columns that are gone are not read: not even what is no number would come through.
  const x = normal(columns, 136).map((value, i) => (i % 4 === 0 ? NaN : value));
  const y = new Float32Array(rows);
  executed.multiply(x, null, y);
  expect(y.every(Number.isFinite)).toBe(true);
});
