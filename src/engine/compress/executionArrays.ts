/**
 * Products with compressed matrices on typed arrays, for machines without a GPU: what shaders/quantized-linear and
 * shaders/sparse-linear compute for one vector, from the same numbers. Codes are understood as they are read, so that no
 * part of the matrix is ever held decoded; sums are in double precision.
 */
import { extentOf } from '../../../shaders/quantized-linear/format.ts';
import { f16Values } from '../../domain/compression/numeric/halfFloats.ts';
import { addTo, type DecodingMatrix } from '../../domain/models/decoding/matrices.ts';
import { inPlanes, integerLoops, levelLoops } from './codePlanes.ts';
import type { Executable, Words } from './executionLayout.ts';

/** Writes y [O] = W x, x [I]. Not to be called by two at a time. */
export type Gemv = (x: Float32Array, y: Float32Array) => void;

export function arraysGemv(executable: Executable): Gemv {
  const matrix = arraysMatrix(executable);
  return (x, y) => matrix.multiply(x, null, y);
}

/** What does not change from vector to vector is done once: codes are laid in planes, and 16-bit scales become 32-bit ones. */
export function arraysMatrix({ format, shape, arrays }: Executable): DecodingMatrix {
  const { inputs, outputs, group } = shape;
  const { bits, values, middle } = format;
  const [, , words = 0] = extentOf(format, { rows: 1, ...shape });
  const bytesPerRow = 4 * words;
  const perByte = 8 / bits;
  const rows = bytesOf(arrays['codes']);
  const planes = inPlanes(rows, bytesPerRow, new Uint8Array(rows.length));
  const bytesPerGroup = group === 0 || group >= inputs ? bytesPerRow : group / perByte;
  const groups = Math.ceil(bytesPerRow / bytesPerGroup);
  /** Of group g and output o: at g · O + o; one in all is that of everything. */
  const byGroup = (numbers: Float32Array): Float32Array =>
    group === 0
      ? new Float32Array(outputs).fill(numbers[0] ?? NaN)
      : // Halves come in pairs, the last of which may be half a pair.
        inPlanes(numbers.subarray(0, groups * outputs), groups, new Float32Array(groups * outputs));
  const scales = byGroup(scalesOf(format.scales, arrays));
  const zeros = format.zeros ? byGroup(halves(arrays['zeros'])) : null;
  const inputScales = format.inputScales ? halves(arrays['inputScales']) : null;
  const table = new Float32Array(arrays['levels'] ?? []);
  const loop = values === 'integer' ? integerLoops[bits] : levelLoops[bits === 4 ? 4 : 8];
  // Zeros where the last bytes of a row have codes of no input.
  const scaled = new Float64Array(bytesPerRow * perByte);
  const acc = new Float64Array(outputs);
  const sums = new Float64Array(outputs);

  function levelAt(row: number, input: number): number {
    const byte = planes[Math.floor(input / perByte) * outputs + row] as number;
    const code = (byte >>> (bits * (input % perByte))) & (2 ** bits - 1);
    return values === 'integer' ? code : (table[code] as number);
  }

  return {
    bytes: [planes, scales, zeros, inputScales, table].reduce((sum, array) => sum + (array?.byteLength ?? 0), 0),
    multiply(x, bias, y) {
      for (let i = 0; i < inputs; i++) scaled[i] = (x[i] as number) * (inputScales?.[i] ?? 1);
      sums.fill(0);
      for (let g = 0; g < groups; g++) {
        const from = g * bytesPerGroup;
        const end = Math.min(from + bytesPerGroup, bytesPerRow);
        acc.fill(0);
        loop(planes, from, end, scaled, acc, table);
        let total = 0;
        for (let i = from * perByte; i < end * perByte; i++) total += scaled[i] as number;
        const at = g * outputs;
        for (let o = 0; o < outputs; o++) {
          const zero = values === 'integer' ? (zeros ? (zeros[at + o] as number) : middle) : 0;
          sums[o] = (sums[o] as number) + (scales[at + o] as number) * ((acc[o] as number) - zero * total);
        }
      }
      y.set(sums);
      if (bias) addTo(y, bias);
    },
    row(index, out) {
      for (let i = 0; i < inputs; i++) {
        const at = Math.floor(i / (bytesPerGroup * perByte)) * outputs + index;
        const zero = values === 'integer' ? (zeros?.[at] ?? middle) : 0;
        out[i] = (scales[at] as number) * (levelAt(index, i) - zero) * (inputScales?.[i] ?? 1);
      }
    },
  };
}

type Size = Pick<Executable['shape'], 'inputs' | 'outputs'>;

export function sparseArraysGemv(size: Size, arrays: Executable['arrays']): Gemv {
  const matrix = sparseArraysMatrix(size, arrays);
  return (x, y) => matrix.multiply(x, null, y);
}

/** Of a 2:4 sparse matrix [O, I]: of every four inputs two weights, and four bits that say of which. */
export function sparseArraysMatrix({ inputs, outputs }: Size, arrays: Executable['arrays']): DecodingMatrix {
  const pairs = inputs / 4;
  const kept = new Float32Array(arrays['kept'] ?? []);
  const keptPlanes = inPlanes(kept, 2 * pairs, new Float32Array(kept.length));
  const places = bytesOf(arrays['places']);
  // A row may begin in the middle of a byte; its planes are pairs of fours, the last perhaps alone.
  const placePlanes = new Uint8Array(Math.ceil(pairs / 2) * outputs);
  for (let n = 0; n < outputs * pairs; n++) {
    const pair = n % pairs;
    const at = (pair >>> 1) * outputs + Math.floor(n / pairs);
    const four = ((places[n >>> 1] as number) >>> (4 * (n & 1))) & 15;
    placePlanes[at] = (placePlanes[at] as number) | (four << (4 * (pair & 1)));
  }
  const sums = new Float64Array(outputs);
  const four = new Float64Array(4);

  return {
    bytes: keptPlanes.byteLength + placePlanes.byteLength,
    multiply(x, bias, y) {
      sums.fill(0);
      for (let pair = 0; pair < pairs; pair++) {
        for (let i = 0; i < 4; i++) four[i] = x[4 * pair + i] as number;
        const first = 2 * pair * outputs;
        const second = first + outputs;
        const at = (pair >>> 1) * outputs;
        const shift = 4 * (pair & 1);
        for (let o = 0; o < outputs; o++) {
          const two = (placePlanes[at + o] as number) >>> shift;
          sums[o] =
            (sums[o] as number) +
            (keptPlanes[first + o] as number) * (four[two & 3] as number) +
            (keptPlanes[second + o] as number) * (four[(two >>> 2) & 3] as number);
        }
      }
      y.set(sums);
      if (bias) addTo(y, bias);
    },
    row(index, out) {
      out.fill(0);
      for (let pair = 0; pair < pairs; pair++) {
        const two = (placePlanes[(pair >>> 1) * outputs + index] as number) >>> (4 * (pair & 1));
        const first = 2 * pair * outputs + index;
        out[4 * pair + (two & 3)] = keptPlanes[first] as number;
        out[4 * pair + ((two >>> 2) & 3)] = keptPlanes[first + outputs] as number;
      }
    },
  };
}

const bytesOf = (words: Words | undefined): Uint8Array =>
  words ? new Uint8Array(words.buffer, words.byteOffset, words.byteLength) : new Uint8Array();

const halves = (words: Words | undefined): Float32Array =>
  f16Values(words ? new Uint16Array(words.buffer, words.byteOffset, 2 * words.length) : new Uint16Array());

function scalesOf(kind: Executable['format']['scales'], arrays: Executable['arrays']): Float32Array {
  const { scales = new Float32Array(), steps = new Float32Array() } = arrays;
  if (kind === 'f32') return Float32Array.from(scales);
  if (kind === 'f16') return halves(scales);
  const [mean = NaN] = steps;
  return Float32Array.from(bytesOf(scales), (code, i) => mean + (steps[1 + (i >> 8)] ?? NaN) * (code - 128));
}
