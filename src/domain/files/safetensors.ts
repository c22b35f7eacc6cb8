/**
 * The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes little-endian header length, a JSON header
 * with dtype, shape and byte range of every tensor, then the data. Checkpoints are F32 throughout; compressed models have
 * packed codes and half floats too, which are read as their bits. A file that breaks the format in any way is refused
 * before a value of it is used.
 */
import type { Dtype, EncodedArray } from '../compression/encodings/contract.ts';
import { headerLengthOf, parseHeader, prefix } from './safetensorsHeader.ts';

export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface RawTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: EncodedArray;
}

export interface RawFile {
  readonly tensors: Readonly<Record<string, RawTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

export const writeSafetensors = ({ tensors, metadata }: SafetensorsFile): Uint8Array<ArrayBuffer> =>
  writeTensors({ tensors: mapValues(tensors, (tensor) => ({ dtype: 'F32', ...tensor })), metadata });

/** Refuses tensors that are not F32. */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { tensors, metadata } = readTensors(bytes, ['F32']);
  // Nothing else was accepted.
  return { tensors: mapValues(tensors, ({ shape, data }) => ({ shape, data: data as Float32Array })), metadata };
}

export function writeTensors({ tensors, metadata }: RawFile): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  let offset = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(header);
  const encoded = new TextEncoder().encode(text);
  // Spaces up to a multiple of 8, so that the values are aligned in the file.
  const headerLength = Math.ceil(encoded.length / 8) * 8;
  const bytes = new Uint8Array(prefix + headerLength + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, prefix, prefix + headerLength);
  bytes.set(encoded, prefix);
  let position = prefix + headerLength;
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

export function readTensors(bytes: Uint8Array, accepted: readonly Dtype[] = dtypes): RawFile {
  const headerLength = headerLengthOf(bytes.subarray(0, prefix), bytes.length);
  // Not a view of its own kind: the slices of Node's Buffer share its memory.
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length).subarray(prefix + headerLength);
  const { entries, metadata } = parseHeader(bytes.subarray(prefix, prefix + headerLength), data.length, accepted);
  const tensors: Record<string, RawTensor> = {};
  for (const { name, dtype: found, shape, start, stop } of entries) {
    // Nothing else was accepted.
    const dtype = found as Dtype;
    tensors[name] = { dtype, shape, data: new views[dtype](data.slice(start, stop).buffer) };
  }
  return { tensors, metadata };
}

const views = { F32: Float32Array, F16: Uint16Array, BF16: Uint16Array, U8: Uint8Array, U32: Uint32Array } as const;

const dtypes = Object.keys(views) as Dtype[];

const mapValues = <A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
