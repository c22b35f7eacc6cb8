/**
 * The safetensors format (https://huggingface.co/docs/safetensors): 8 bytes little-endian header length, a JSON header
 * with dtype, shape and byte range of every tensor, then the data. Checkpoints are F32 throughout; compressed models have
 * packed codes and half floats too, which are read as their bits. A file that breaks the format in any way is refused
 * before a value of it is used.
 */
import { bytesPerValue, type Dtype, type EncodedArray } from '../compression/encodings/contract.ts';
import { TrimtabError } from '../core/errors.ts';

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

/** The reference implementation refuses longer headers too. */
const longestHeader = 100_000_000;
const prefix = 8;

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
  if (bytes.length < prefix) throw bad('too-short', { bytes: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > longestHeader || headerLength > bytes.length - prefix)
    throw bad('header-length', { headerLength });
  const header = parseHeader(bytes.subarray(prefix, prefix + headerLength));
  // Not a view of its own kind: the slices of Node's Buffer share its memory.
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length).subarray(prefix + headerLength);
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Record<string, RawTensor> = {};
  let end = 0;
  for (const [name, entry] of Object.entries(entries).toSorted(byStart)) {
    const { dtype, shape, start, stop } = parseEntry(name, entry, accepted);
    if (start !== end || stop > data.length) throw bad('byte-range', { tensor: name });
    tensors[name] = { dtype, shape, data: new views[dtype](data.slice(start, stop).buffer) };
    end = stop;
  }
  if (end !== data.length) throw bad('trailing-bytes', { bytes: data.length - end });
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string'))
    throw bad('metadata', {});
  return { tensors, metadata: metadata as Readonly<Record<string, string>> };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch {
    // Falls through to the one error that names the cause.
  }
  throw bad('header-json', {});
}

const views = { F32: Float32Array, F16: Uint16Array, BF16: Uint16Array, U8: Uint8Array, U32: Uint32Array } as const;

const dtypes = Object.keys(views) as Dtype[];

function parseEntry(
  name: string,
  entry: unknown,
  accepted: readonly Dtype[],
): { dtype: Dtype; shape: number[]; start: number; stop: number } {
  if (!isRecord(entry)) throw bad('entry', { tensor: name });
  const { shape, data_offsets: offsets } = entry;
  const dtype = accepted.find((known) => known === entry['dtype']);
  if (dtype === undefined) throw bad('dtype', { tensor: name, dtype: String(entry['dtype']) });
  if (!isCounts(shape)) throw bad('shape', { tensor: name });
  if (!isCounts(offsets) || offsets.length !== 2) throw bad('byte-range', { tensor: name });
  const [start = 0, stop = 0] = offsets;
  if (stop - start !== bytesPerValue[dtype] * shape.reduce((product, n) => product * n, 1))
    throw bad('byte-range', { tensor: name });
  return { dtype, shape, start, stop };
}

function byStart([, a]: [string, unknown], [, b]: [string, unknown]): number {
  return startOf(a) - startOf(b);
}

function startOf(entry: unknown): number {
  const offsets: unknown = isRecord(entry) ? entry['data_offsets'] : undefined;
  return isCounts(offsets) ? (offsets[0] ?? 0) : 0;
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);

const bad = (reason: string, detail: Record<string, string | number>): TrimtabError =>
  new TrimtabError('bad-checkpoint', { reason, ...detail });
