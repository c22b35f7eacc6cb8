/**
 * Products with compressed matrices on typed arrays, for machines without a GPU: what shaders/quantized-linear and
 * shaders/sparse-linear compute for one vector, from the same arrays. Codes are looked up in a table as they are read, so
 * that no part of the matrix is ever held decoded; sums are in double precision, as numbers are in JavaScript anyway.
 */
import { extentOf } from '../../../shaders/quantized-linear/format.ts';
import { f16Values } from '../../domain/compression/numeric/halfFloats.ts';
import type { Executable, Words } from './executionLayout.ts';

/** Writes y [O] = W x, x [I]. Not to be called by two at a time. */
export type Gemv = (x: Float32Array, y: Float32Array) => void;

/** What does not change from vector to vector is done once: 16-bit scales become 32-bit ones. */
export function arraysGemv({ format, shape, arrays }: Executable): Gemv {
  const { inputs, outputs, group } = shape;
  const { bits, middle, zeros: hasZeros } = format;
  const codes = arrays['codes'] ?? new Uint32Array();
  const [, , words = 0] = extentOf(format, { rows: 1, ...shape });
  const perWord = 32 / bits;
  const scales = scalesOf(format.scales, arrays);
  const zeros = hasZeros ? halves(arrays['zeros']) : null;
  const inputScales = format.inputScales ? halves(arrays['inputScales']) : null;
  const table = arrays['levels'] ?? Float32Array.from({ length: 2 ** bits }, (_, code) => code - (zeros ? 0 : middle));
  const wordsPerGroup = group === 0 || group >= inputs ? words : group / perWord;
  const groups = Math.ceil(words / wordsPerGroup);
  // Zeros where the last word has codes of no input.
  const scaled = new Float32Array(words * perWord);
  const totals = new Float64Array(groups);

  return (x, y) => {
    for (let i = 0; i < inputs; i++) scaled[i] = (x[i] ?? NaN) * (inputScales?.[i] ?? 1);
    if (zeros) sumGroups(scaled, wordsPerGroup * perWord, totals);
    for (let row = 0; row < outputs; row++) {
      let sum = 0;
      for (let g = 0; g < groups; g++) {
        const from = row * words + g * wordsPerGroup;
        const count = Math.min(wordsPerGroup, words - g * wordsPerGroup);
        let products = wordProducts(codes, from, count, bits, table, scaled, g * wordsPerGroup * perWord);
        const index = group === 0 ? 0 : row * groups + g;
        if (zeros) products -= (zeros[index] ?? NaN) * (totals[g] ?? NaN);
        sum += (scales[index] ?? NaN) * products;
      }
      y[row] = sum;
    }
  };
}

/** Σ of the table's entries for the codes in `count` words, times x from `input` on. Written out four by four for speed. */
function wordProducts(
  codes: Words,
  from: number,
  count: number,
  bits: number,
  table: Words,
  x: Float32Array,
  input: number,
): number {
  const mask = 2 ** bits - 1;
  const quads = 8 / bits;
  let sum = 0;
  for (let at = from, i = input; at < from + count; at++) {
    let word = codes[at] ?? 0;
    for (let q = 0; q < quads; q++, i += 4) {
      sum +=
        (table[word & mask] ?? NaN) * (x[i] ?? NaN) +
        (table[(word >>> bits) & mask] ?? NaN) * (x[i + 1] ?? NaN) +
        (table[(word >>> (2 * bits)) & mask] ?? NaN) * (x[i + 2] ?? NaN) +
        (table[(word >>> (3 * bits)) & mask] ?? NaN) * (x[i + 3] ?? NaN);
      word >>>= 4 * bits;
    }
  }
  return sum;
}

/** Of a 2:4 sparse matrix [O, I]. */
export function sparseArraysGemv(
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
  arrays: Executable['arrays'],
): Gemv {
  const { kept = new Float32Array(), places = new Uint32Array() } = arrays;
  const pairs = inputs / 4;
  return (x, y) => {
    for (let row = 0; row < outputs; row++) {
      let sum = 0;
      for (let i = 0; i < pairs; i++) {
        const pair = row * pairs + i;
        const two = (places[pair >>> 3] ?? 0) >>> (4 * (pair & 7));
        sum += (kept[2 * pair] ?? NaN) * (x[4 * i + (two & 3)] ?? NaN);
        sum += (kept[2 * pair + 1] ?? NaN) * (x[4 * i + ((two >>> 2) & 3)] ?? NaN);
      }
      y[row] = sum;
    }
  };
}

const halves = (words: Words | undefined): Float32Array =>
  f16Values(words ? new Uint16Array(words.buffer, words.byteOffset, 2 * words.length) : new Uint16Array());

function scalesOf(kind: Executable['format']['scales'], arrays: Executable['arrays']): ArrayLike<number> {
  const { scales = new Float32Array(), steps = new Float32Array() } = arrays;
  if (kind === 'f32') return scales;
  if (kind === 'f16') return halves(scales);
  const [mean = NaN] = steps;
  const bytes = new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength);
  return Float32Array.from(bytes, (code, i) => mean + (steps[1 + (i >> 8)] ?? NaN) * (code - 128));
}

/** Sums of so many numbers at a time. */
function sumGroups(numbers: Float32Array, length: number, sums: Float64Array): void {
  sums.fill(0);
  for (let i = 0; i < numbers.length; i++) {
    const group = Math.floor(i / length);
    sums[group] = (sums[group] ?? 0) + (numbers[i] ?? NaN);
  }
}
