/**
 * Matrices of a shape in every way that we multiply with, to be timed: as many bytes as such a matrix has, and any numbers
 * in them, since none is quicker than another.
 */
import { wordsPerRow, type QuantizedFormat, type QuantizedShape } from '../../../../shaders/quantized-linear/format.ts';
import type { InputLevels } from '../../../domain/compression/inputs/levels.ts';
import { levelTables } from '../../../domain/compression/encodings/levelTables.ts';
import { productWays, type ProductWay } from '../../../domain/compression/productWays.ts';
import { bytesOf, type Part, type Parts, type Size } from '../gemvParts.ts';

export interface Made {
  readonly way: ProductWay;
  readonly parts: Parts;
  /** How the vector is rounded, as a part of the product; null where it is not. */
  readonly inputs: InputLevels | null;
  readonly bytes: number;
}

/** As small groups as are usual. */
const group = 32;
/** 1.0 twice, as f16. */
const ones = 0x3c003c00;

const wholeNumbers = (bits: QuantizedFormat['bits'], middle: number): QuantizedFormat => ({
  bits,
  values: 'integer',
  scales: 'f16',
  zeros: false,
  middle,
  inputScales: false,
});

const formats: Readonly<Partial<Record<ProductWay, QuantizedFormat>>> = {
  int8: wholeNumbers(8, 128),
  w8a8: wholeNumbers(8, 128),
  int4: wholeNumbers(4, 8),
  int2: wholeNumbers(2, 2),
  ternary: wholeNumbers(2, 1),
  nf4: { ...wholeNumbers(4, 0), values: 'levels', scales: 'f32' },
};

/** Rank at which the two factors have half of the weights. */
export const halfRank = ({ inputs, outputs }: Size): number =>
  Math.max(1, Math.floor((inputs * outputs) / (2 * (inputs + outputs))));

/** All that the shape allows. */
export function* madeProducts(size: Size, rank: number): Generator<Made> {
  for (const way of productWays) {
    if (way === 'sparse' && size.inputs % 4 !== 0) continue;
    const parts = partsOf(way, size, rank);
    yield { way, parts, inputs: way === 'w8a8' ? { bits: 8, scale: null } : null, bytes: bytesOf(parts) };
  }
}

function partsOf(way: ProductWay, size: Size, rank: number): Parts {
  if (way === 'f32') return [dense(size)];
  if (way === 'low-rank') {
    return [dense({ inputs: size.inputs, outputs: rank }), dense({ inputs: rank, outputs: size.outputs })];
  }
  const format = formats[way];
  return [format ? quantized(format, size) : sparse(size)];
}

const dense = (size: Size): Part => ({
  kind: 'dense',
  ...size,
  arrays: { weight: numbers(size.inputs * size.outputs) },
});

function quantized(format: QuantizedFormat, size: Size): Part {
  const shape: QuantizedShape = { rows: 1, ...size, group };
  const groups = size.outputs * Math.ceil(size.inputs / group);
  const codes = new Uint32Array(size.outputs * wordsPerRow(format, shape));
  for (let i = 0; i < codes.length; i++) codes[i] = Math.imul(i + 1, 0x9e3779b1);
  return {
    kind: 'quantized',
    ...size,
    executable: {
      format,
      shape,
      arrays: {
        codes,
        scales: format.scales === 'f32' ? numbers(groups) : new Uint32Array(Math.ceil(groups / 2)).fill(ones),
        ...(format.values === 'levels' && { levels: Float32Array.from(levelTables.nf4.values) }),
      },
    },
  };
}

/** The first and the third of every four. */
const places = 0b1000_1000_1000_1000_1000_1000_1000_1000;

function sparse(size: Size): Part {
  const pairs = (size.inputs / 4) * size.outputs;
  return {
    kind: 'sparse',
    ...size,
    arrays: { kept: numbers(2 * pairs), places: new Uint32Array(Math.ceil(pairs / 8)).fill(places) },
  };
}

/** Between −1 and 1: neither huge nor so small that a processor takes its time. */
export const numbers = (length: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, i) => ((i * 37) % 201) / 100 - 1.005);
