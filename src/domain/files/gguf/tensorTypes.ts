/**
 * Which tensor is written in which type, as llama.cpp's converter and `llama-quantize --pure` choose: vectors and positions in
 * f32, every other matrix in the type of the file, or in f16 where its rows are no multiple of a block.
 */
import { blockSize, encodeBlocks } from '../../compression/encodings/blocks.ts';
import { finish, type Matrix } from '../../compression/contract.ts';
import { f16Bits, largestF16 } from '../../compression/numeric/halfFloats.ts';
import { TrimtabError } from '../../core/errors.ts';
import type { GgmlType, GgufTensor } from './format.ts';
import type { GgufFormat } from './formats.ts';

/** `general.file_type`: LLAMA_FTYPE_MOSTLY_…. */
export const fileTypes: Readonly<Record<GgufFormat, number>> = { f16: 1, q4_0: 2, q8_0: 7 };

/** Positions are added, not multiplied: nothing is won by making them coarse. */
export const positionTensor = 'position_embd.weight';

export const vectorTensor = (name: string, values: Float32Array): GgufTensor => ({
  name,
  shape: [values.length],
  type: 'F32',
  bytes: bytesOf(values),
});

/** @param matrix [outputs, inputs]. */
export function matrixTensor(name: string, matrix: Matrix, format: GgufFormat): GgufTensor {
  const { rows, columns, values } = matrix;
  // Also of the scales of blocks; and false of what is no number.
  if (!values.every((value) => Math.abs(value) <= largestF16)) {
    throw new TrimtabError('no-such-export', { format: 'GGUF', reason: 'f16-range' });
  }
  const [type, bytes] = encoded(name, matrix, format);
  return { name, shape: [rows, columns], type, bytes };
}

function encoded(name: string, matrix: Matrix, format: GgufFormat): readonly [GgmlType, Uint8Array] {
  const { rows, columns, values } = matrix;
  if (name === positionTensor) return ['F32', bytesOf(values)];
  if (format === 'f16' || columns % blockSize !== 0) return ['F16', bytesOf(f16Bits(values))];
  const { arrays } = finish(encodeBlocks({ kind: 'blocks', rows, columns, format }, matrix));
  return [format === 'q8_0' ? 'Q8_0' : 'Q4_0', arrays.blocks];
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint16Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
