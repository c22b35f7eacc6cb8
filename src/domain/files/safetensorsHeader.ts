/**
 * The header of a safetensors file, which says everything about it but the values: dtype, shape and byte range of every
 * tensor. Whoever reads a part of a file needs only it. Refused as a whole if tensors overlap, leave holes, or reach
 * beyond the file.
 */
import { TrimtabError } from '../core/errors.ts';

export interface HeaderEntry {
  readonly name: string;
  /** As in the file; one of those that the format has. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes from the end of the header. */
  readonly start: number;
  readonly stop: number;
}

export interface SafetensorsHeader {
  /** In the order of the bytes. */
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes before the header: its length. */
export const prefix = 8;
/** The reference implementation refuses longer headers too. */
const longestHeader = 100_000_000;

/** Of a value, by the names of the format's own table. */
const widths: ReadonlyMap<string, number> = new Map(
  Object.entries({
    BOOL: 1,
    U8: 1,
    I8: 1,
    F8_E5M2: 1,
    F8_E4M3: 1,
    I16: 2,
    U16: 2,
    F16: 2,
    BF16: 2,
    I32: 4,
    U32: 4,
    F32: 4,
    I64: 8,
    U64: 8,
    F64: 8,
  }),
);

/** @param start the first bytes of the file. @param fileBytes the length of all of it. */
export function headerLengthOf(start: Uint8Array, fileBytes: number): number {
  if (start.length < prefix) throw bad('too-short', { bytes: start.length });
  const length = Number(new DataView(start.buffer, start.byteOffset, prefix).getBigUint64(0, true));
  if (length > longestHeader || length > fileBytes - prefix) throw bad('header-length', { headerLength: length });
  return length;
}

/** @param dataBytes what lies behind the header. @param accepted dtypes; a tensor of another is refused. */
export function parseHeader(
  bytes: Uint8Array,
  dataBytes: number,
  accepted: readonly string[] = [...widths.keys()],
): SafetensorsHeader {
  const { __metadata__: metadata = {}, ...named } = parseJson(bytes);
  const entries: HeaderEntry[] = [];
  let end = 0;
  for (const [name, value] of Object.entries(named).toSorted(byStart)) {
    const entry = parseEntry(name, value, accepted);
    if (entry.start !== end || entry.stop > dataBytes) throw bad('byte-range', { tensor: name });
    entries.push(entry);
    end = entry.stop;
  }
  if (end !== dataBytes) throw bad('trailing-bytes', { bytes: dataBytes - end });
  if (!isTexts(metadata)) throw bad('metadata', {});
  return { entries, metadata };
}

function parseJson(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch {
    // Falls through to the one error that names the cause.
  }
  throw bad('header-json', {});
}

function parseEntry(name: string, value: unknown, accepted: readonly string[]): HeaderEntry {
  if (!isRecord(value)) throw bad('entry', { tensor: name });
  const { shape, data_offsets: offsets } = value;
  const dtype = String(value['dtype']);
  const width = widths.get(dtype);
  if (width === undefined || !accepted.includes(dtype)) throw bad('dtype', { tensor: name, dtype });
  if (!isCounts(shape)) throw bad('shape', { tensor: name });
  if (!isCounts(offsets) || offsets.length !== 2) throw bad('byte-range', { tensor: name });
  const [start = 0, stop = 0] = offsets;
  if (stop - start !== width * shape.reduce((product, n) => product * n, 1)) throw bad('byte-range', { tensor: name });
  return { name, dtype, shape, start, stop };
}

function byStart([, a]: [string, unknown], [, b]: [string, unknown]): number {
  return startOf(a) - startOf(b);
}

function startOf(entry: unknown): number {
  const offsets: unknown = isRecord(entry) ? entry['data_offsets'] : undefined;
  return isCounts(offsets) ? (offsets[0] ?? 0) : 0;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTexts = (value: unknown): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every((text) => typeof text === 'string');

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);

export const bad = (reason: string, detail: Record<string, string | number>): TrimtabError =>
  new TrimtabError('bad-checkpoint', { reason, ...detail });
