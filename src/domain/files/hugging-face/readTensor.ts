/**
 * The values of one tensor as f32, in pieces, so that beside them never more than a piece of the file is in memory. Where
 * they go is the caller's affair: a part of a larger matrix, or its transpose.
 */
import { bf16Values, f16Values } from '../../compression/numeric/halfFloats.ts';
import { TrimtabError } from '../../core/errors.ts';
import { allFinite } from '../allFinite.ts';
import type { StoredTensor } from './tensorIndex.ts';

const decoders = {
  F32: { width: 4, decode: (bytes: ArrayBuffer): Float32Array => new Float32Array(bytes) },
  F16: { width: 2, decode: (bytes: ArrayBuffer): Float32Array => f16Values(new Uint16Array(bytes)) },
  BF16: { width: 2, decode: (bytes: ArrayBuffer): Float32Array => bf16Values(new Uint16Array(bytes)) },
} as const;

const isReadable = (dtype: string): dtype is keyof typeof decoders => Object.hasOwn(decoders, dtype);

export function checkDtype(name: string, { file, dtype }: StoredTensor): void {
  if (isReadable(dtype)) return;
  const supported = Object.keys(decoders).join(', ');
  throw new TrimtabError('bad-model', { file, tensor: name, reason: 'dtype', field: 'dtype', value: dtype, supported });
}

/** Bytes of a piece; a multiple of every width. */
const pieceBytes = 1 << 22;

/** @param take gets the values from `first` on, in the tensor's own row-major order; they are not kept. */
export async function readTensor(
  name: string,
  tensor: StoredTensor,
  take: (values: Float32Array, first: number) => void,
  piece = pieceBytes,
): Promise<void> {
  const { file, source, dtype, start, stop } = tensor;
  if (!isReadable(dtype)) return checkDtype(name, tensor);
  const { width, decode } = decoders[dtype];
  for (let at = start; at < stop; at += piece) {
    // A copy, because values must begin at a multiple of their width.
    const bytes = (await source.read(at, Math.min(at + piece, stop))).slice();
    const values = decode(bytes.buffer);
    if (!allFinite(values)) throw new TrimtabError('bad-model', { file, tensor: name, reason: 'not-finite' });
    take(values, (at - start) / width);
  }
}
