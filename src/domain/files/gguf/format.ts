/**
 * GGUF, version 3, as llama.cpp reads it (ggml/docs/gguf.md): magic, counts, metadata, descriptions of the tensors, then
 * their bytes, each from a multiple of 32. Little-endian throughout; lengths are 64 bits wide. `@huggingface/gguf` writes
 * only the metadata, and depends on tables of every model on the hub; it is the oracle of the tests.
 */

export type GgufValue =
  | { readonly type: 'u32' | 'f32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'i32s'; readonly value: readonly number[] };

export type GgufMetadata = Readonly<Record<string, GgufValue>>;

/** Types of a tensor's values by ggml's numbers. */
export const ggmlTypes = { F32: 0, F16: 1, Q4_0: 2, Q8_0: 8 } as const;
export type GgmlType = keyof typeof ggmlTypes;

export interface GgufTensor {
  readonly name: string;
  /** Row-major, outermost first, as everywhere here; the file has them the other way round. */
  readonly shape: readonly number[];
  readonly type: GgmlType;
  readonly bytes: Uint8Array;
}

const version = 3;
const alignment = 32;
const valueTypes = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;

const padded = (length: number): number => Math.ceil(length / alignment) * alignment;

export function writeGguf(metadata: GgufMetadata, tensors: readonly GgufTensor[]): Uint8Array<ArrayBuffer> {
  const header = headerOf(metadata, tensors);
  const start = padded(header.length);
  const file = new Uint8Array(start + tensors.reduce((sum, { bytes }) => sum + padded(bytes.length), 0));
  file.set(header);
  let offset = start;
  for (const { bytes } of tensors) {
    file.set(bytes, offset);
    offset += padded(bytes.length);
  }
  return file;
}

function headerOf(metadata: GgufMetadata, tensors: readonly GgufTensor[]): Uint8Array {
  const out = byteSink();
  out.bytes(new TextEncoder().encode('GGUF'));
  out.u32(version);
  out.u64(tensors.length);
  out.u64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    out.text(key);
    writeValue(out, value);
  }
  let offset = 0;
  for (const { name, shape, type, bytes } of tensors) {
    out.text(name);
    out.u32(shape.length);
    for (const size of shape.toReversed()) out.u64(size);
    out.u32(ggmlTypes[type]);
    out.u64(offset);
    offset += padded(bytes.length);
  }
  return out.done();
}

function writeValue(out: ByteSink, { type, value }: GgufValue): void {
  switch (type) {
    case 'strings':
      out.u32(valueTypes.array);
      out.u32(valueTypes.string);
      out.u64(value.length);
      for (const text of value) out.text(text);
      return;
    case 'i32s':
      out.u32(valueTypes.array);
      out.u32(valueTypes.i32);
      out.u64(value.length);
      out.bytes(new Uint8Array(Int32Array.from(value).buffer));
      return;
    case 'u32':
      out.u32(valueTypes.u32);
      out.u32(value);
      return;
    case 'f32':
      out.u32(valueTypes.f32);
      out.bytes(new Uint8Array(Float32Array.of(value).buffer));
      return;
    case 'bool':
      out.u32(valueTypes.bool);
      out.bytes(Uint8Array.of(value ? 1 : 0));
      return;
    case 'string':
      out.u32(valueTypes.string);
      out.text(value);
  }
}

interface ByteSink {
  bytes(bytes: Uint8Array): void;
  u32(value: number): void;
  u64(value: number): void;
  /** UTF-8 behind its length. */
  text(text: string): void;
  done(): Uint8Array;
}

function byteSink(): ByteSink {
  const parts: Uint8Array[] = [];
  let length = 0;
  const sink: ByteSink = {
    bytes(bytes) {
      parts.push(bytes);
      length += bytes.length;
    },
    u32: (value) => sink.bytes(new Uint8Array(Uint32Array.of(value).buffer)),
    u64: (value) => sink.bytes(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)),
    text(text) {
      const encoded = new TextEncoder().encode(text);
      sink.u64(encoded.length);
      sink.bytes(encoded);
    },
    done() {
      const all = new Uint8Array(length);
      let at = 0;
      for (const part of parts) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
  return sink;
}
