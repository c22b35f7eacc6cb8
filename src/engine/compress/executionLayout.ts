/**
 * Encodings as the kernels for quantised matrices read them (shaders/quantized-linear). Codes of 1, 2, 4 and 8 bits and all
 * scales stay as they are in the file. What lies otherwise there is laid anew: trits and codes of 3, 5, 6 and 7 bits in the
 * next width that no word boundary cuts, llama.cpp's blocks as whole numbers with a group of 32, at the same size.
 */
import type { QuantizedFormat, QuantizedShape } from '../../../shaders/quantized-linear/format.ts';
import { packCodes, unpackCodes } from '../../domain/compression/encodings/bits.ts';
import { blockSize, bytesPerBlock, type BlocksEncoding } from '../../domain/compression/encodings/blocks.ts';
import type { Encoding } from '../../domain/compression/encodings/contract.ts';
import type { Grouped } from '../../domain/compression/encodings/groups.ts';
import { middle, type IntegerEncoding } from '../../domain/compression/encodings/integer.ts';
import type { LevelsEncoding } from '../../domain/compression/encodings/levels.ts';
import { levelTables } from '../../domain/compression/encodings/levelTables.ts';
import type { TernaryEncoding } from '../../domain/compression/encodings/ternary.ts';
import { unpackTrits } from '../../domain/compression/encodings/trits.ts';
import type { PackedSparse } from '../../domain/compression/pruners/packSparse.ts';

export type Words = Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

export interface Executable {
  readonly format: QuantizedFormat;
  /** Of the matrix. */
  readonly shape: Pick<QuantizedShape, 'inputs' | 'outputs' | 'group'>;
  /** By the names of the kernels' bindings. */
  readonly arrays: Readonly<Record<string, Words>>;
}

/** Null where no kernel reads what is written, as with holes or Huffman codes: these have to be decoded. */
export function executable(encoding: Encoding): Executable | null {
  switch (encoding.kind) {
    case 'blocks':
      return fromBlocks(encoding);
    case 'integer':
      return wholeGroups(encoding) ? fromInteger(encoding) : null;
    case 'ternary':
      return wholeGroups(encoding) ? fromTernary(encoding) : null;
    case 'levels':
      return wholeGroups(encoding) ? fromLevels(encoding) : null;
    case 'float':
    case 'codebook':
    case 'masked':
    case 'product':
      return null;
  }
}

/** Kernels find a scale by its group of whole words of codes. */
const wholeGroups = ({ columns, group }: Grouped): boolean => group % 32 === 0 || group >= columns;

/** Of a 2:4 sparse matrix, for shaders/sparse-linear: as in the file. */
export const executableSparse = ({ positions, kept }: PackedSparse): Executable['arrays'] => ({
  kept: Float32Array.from(kept),
  places: inWords(positions),
});

/** In words, the last of which is filled up with zeros. */
function inWords({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Uint32Array): Uint32Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * Math.ceil(byteLength / 4));
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength));
  return new Uint32Array(bytes.buffer);
}

const shapeOf = ({ rows, columns, group }: Grouped): Executable['shape'] => ({
  inputs: columns,
  outputs: rows,
  group,
});

const wholeNumbers = { values: 'integer', scales: 'f16', zeros: false, inputScales: false } as const;

function fromInteger(encoding: IntegerEncoding): Executable {
  const { bits, zeroPoints, inputScaled, arrays } = encoding;
  const width = ([1, 2, 4] as const).find((whole) => bits <= whole) ?? 8;
  const codes =
    width === bits ? inWords(arrays.codes) : packCodes(unpackCodes(arrays.codes, encoding, bits), encoding, width);
  return {
    format: { ...wholeNumbers, bits: width, zeros: zeroPoints, middle: middle(bits), inputScales: inputScaled },
    shape: shapeOf(encoding),
    arrays: {
      codes,
      scales: inWords(arrays.scales),
      ...(arrays.zeros && { zeros: inWords(arrays.zeros) }),
      ...(arrays.inputScales && { inputScales: inWords(arrays.inputScales) }),
    },
  };
}

function fromTernary(encoding: TernaryEncoding): Executable {
  const { rows, columns, arrays } = encoding;
  return {
    format: { ...wholeNumbers, bits: 2, middle: 1 },
    shape: shapeOf(encoding),
    arrays: {
      codes: packCodes(unpackTrits(arrays.codes, rows * columns), encoding, 2),
      scales: inWords(arrays.scales),
    },
  };
}

function fromLevels(encoding: LevelsEncoding): Executable {
  const { levels, scaleFormat, arrays } = encoding;
  const { bits, values } = levelTables[levels];
  const { scales, scaleCodes, scaleSteps, scaleMean } = arrays;
  return {
    format: {
      bits: bits === 4 ? 4 : 8,
      values: 'levels',
      scales: scaleFormat,
      zeros: false,
      middle: 0,
      inputScales: false,
    },
    shape: shapeOf(encoding),
    arrays: {
      codes: inWords(arrays.codes),
      ...(scales && { scales: Float32Array.from(scales) }),
      ...(scaleCodes && { scales: inWords(scaleCodes) }),
      ...(scaleSteps && scaleMean && { steps: Float32Array.of(...scaleMean, ...scaleSteps) }),
      levels: Float32Array.from(values),
    },
  };
}

function fromBlocks(encoding: BlocksEncoding): Executable {
  const { rows, columns, format, arrays } = encoding;
  const bits = format === 'q8_0' ? 8 : 4;
  const size = bytesPerBlock[format];
  const codes = new Uint8Array(rows * columns);
  const scales = new Uint8Array((2 * codes.length) / blockSize);
  for (let block = 0; block * blockSize < codes.length; block++) {
    const bytes = arrays.blocks.subarray(block * size, (block + 1) * size);
    scales.set(bytes.subarray(0, 2), 2 * block);
    const numbers = bytes.subarray(2);
    for (let i = 0; i < blockSize; i++) {
      const half = blockSize / 2;
      const nibbles = numbers[i % half] ?? 0;
      // Signed bytes become distances from −128.
      const code = bits === 8 ? (numbers[i] ?? 0) ^ 0x80 : i < half ? nibbles & 15 : nibbles >> 4;
      codes[block * blockSize + i] = code;
    }
  }
  return {
    format: { ...wholeNumbers, bits, middle: middle(bits) },
    shape: { inputs: columns, outputs: rows, group: blockSize },
    arrays: { codes: packCodes(codes, encoding, bits), scales: inWords(scales) },
  };
}
