/** The file format: exact round trips, and no byte sequence that does anything worse than a typed error. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrimtabError } from '../../../src/domain/core/errors.ts';
import { readSafetensors, writeSafetensors, type SafetensorsFile } from '../../../src/domain/files/safetensors.ts';

const tensor = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
  const length = shape.reduce((product, n) => product * n, 1);
  return fc
    .array(fc.float({ noNaN: true }), { minLength: length, maxLength: length })
    .map((values) => ({ shape, data: Float32Array.from(values) }));
});

const name = fc
  .string({ minLength: 1, maxLength: 12 })
  .filter((text) => text !== '__metadata__' && text !== '__proto__' && !/^\d+$/.test(text));

const file: fc.Arbitrary<SafetensorsFile> = fc.record({
  tensors: fc.dictionary(name, tensor, { maxKeys: 4 }),
  metadata: fc.dictionary(name, fc.string(), { maxKeys: 3 }),
});

test('what is written is read back exactly', () => {
  fc.assert(
    fc.property(file, (original) => {
      const read = readSafetensors(writeSafetensors(original));
      expect(read.metadata).toEqual({ ...original.metadata });
      expect(Object.keys(read.tensors).toSorted()).toEqual(Object.keys(original.tensors).toSorted());
      for (const [key, { shape, data }] of Object.entries(original.tensors)) {
        expect(read.tensors[key]?.shape).toEqual(shape);
        expect([...(read.tensors[key]?.data ?? [])]).toEqual([...data]);
      }
    }),
  );
});

test('a file that Node has read is read like any other, wherever it lies in memory', () => {
  const tensors = { a: { shape: [1], data: Float32Array.of(7) }, b: { shape: [2], data: Float32Array.of(1, -2) } };
  const bytes = writeSafetensors({ tensors, metadata: {} });
  const within = Buffer.concat([Buffer.from([1, 2, 3]), bytes]).subarray(3);
  expect(readSafetensors(within).tensors).toEqual(tensors);
});

test('the layout is the published one: length, JSON header, data aligned to 8 bytes', () => {
  const bytes = writeSafetensors({
    tensors: { a: { shape: [2], data: Float32Array.of(1, -2) } },
    metadata: { format: 'pt' },
  });
  const view = new DataView(bytes.buffer);
  const headerLength = Number(view.getBigUint64(0, true));
  expect((8 + headerLength) % 8).toBe(0);
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  expect(header).toEqual({ __metadata__: { format: 'pt' }, a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } });
  expect(view.getFloat32(8 + headerLength, true)).toBe(1);
  expect(view.getFloat32(12 + headerLength, true)).toBe(-2);
});

/** Null, or the code of what was thrown. */
function refusal(bytes: Uint8Array): unknown {
  try {
    readSafetensors(bytes);
    return null;
  } catch (error) {
    return error instanceof TrimtabError ? error.code : error;
  }
}

const mild = [null, 'bad-checkpoint'];

test('garbage, cut files and flipped bytes end in a typed error or in a well-formed file', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(mild).toContain(refusal(bytes));
    }),
  );
  fc.assert(
    fc.property(file, fc.nat(), fc.nat(), fc.nat(255), (original, cut, place, value) => {
      const bytes = writeSafetensors(original);
      expect(mild).toContain(refusal(bytes.subarray(0, cut % bytes.length)));
      const flipped = bytes.slice();
      flipped[place % bytes.length] = value;
      expect(mild).toContain(refusal(flipped));
    }),
  );
});

const withHeader = (header: unknown, dataBytes: number): Uint8Array => {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
};

test.each([
  ['header-length', new Uint8Array(8).fill(255)],
  ['too-short', new Uint8Array(3)],
  ['header-json', withHeader('{', 0)],
  ['dtype', withHeader({ a: { dtype: 'F16', shape: [1], data_offsets: [0, 4] } }, 4)],
  ['shape', withHeader({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 4] } }, 4)],
  ['byte-range', withHeader({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 4] } }, 4)],
  ['byte-range', withHeader({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, 8)],
  ['trailing-bytes', withHeader({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, 12)],
  ['metadata', withHeader({ __metadata__: { a: 1 } }, 0)],
])('%s is refused', (reason, bytes) => {
  expect(() => readSafetensors(bytes)).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ reason }) }),
  );
});
