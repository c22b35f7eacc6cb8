/** Encodings: what is packed comes out again, sizes are those of the published formulas, and layouts are what is written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish, type Shape } from '../../../../src/domain/compression/contract.ts';
import { packCodes, unpackCodes } from '../../../../src/domain/compression/encodings/bits.ts';
import { encodeBlocks } from '../../../../src/domain/compression/encodings/blocks.ts';
import type { Encoding, EncodingHeader } from '../../../../src/domain/compression/encodings/contract.ts';
import { encodeFloat } from '../../../../src/domain/compression/encodings/float.ts';
import { groupCount, groupIndex, groupRange } from '../../../../src/domain/compression/encodings/groups.ts';
import {
  bitsPerWeight,
  decode,
  encodedBytes,
  layoutOf,
  plannedBytes,
} from '../../../../src/domain/compression/encodings/index.ts';
import { packInteger, type IntegerHeader } from '../../../../src/domain/compression/encodings/integer.ts';
import { encodeLevels } from '../../../../src/domain/compression/encodings/levels.ts';
import { packTernary } from '../../../../src/domain/compression/encodings/ternary.ts';
import { packTrits, unpackTrits } from '../../../../src/domain/compression/encodings/trits.ts';
import { gaussianMatrix, matrices } from '../arbitraries.ts';

const shapes = fc.record({ rows: fc.integer({ min: 1, max: 5 }), columns: fc.integer({ min: 1, max: 77 }) });
const widths = [1, 2, 3, 4, 5, 6, 7, 8];

const codesFor = ({ rows, columns }: Shape, below: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: rows * columns, maxLength: rows * columns, max: below - 1 });

describe('packing', () => {
  it.each(widths)('%i-bit codes come out as they went in, whatever the shape', (bits) => {
    const cases = shapes.chain((shape) => codesFor(shape, 2 ** bits).map((codes) => ({ shape, codes })));
    fc.assert(
      fc.property(cases, ({ shape, codes }) => {
        const words = packCodes(codes, shape, bits);
        expect(words.length).toBe(shape.rows * Math.ceil((shape.columns * bits) / 32));
        expect(unpackCodes(words, shape, bits)).toEqual(codes);
      }),
    );
  });

  it('4 and 8 bits lie in a word as the kernels read them: the first code lowest, a new row in a new word', () => {
    const nibbles = packCodes(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), { rows: 2, columns: 5 }, 4);
    expect([...nibbles]).toEqual([0x54321, 0xa9876]);
    expect([...packCodes(Uint8Array.of(1, 2, 3, 255), { rows: 1, columns: 4 }, 8)]).toEqual([0xff030201]);
  });

  it('3 bits run on over the border of a word', () => {
    const words = packCodes(new Uint8Array(11).fill(7, 10), { rows: 1, columns: 11 }, 3);
    expect([...words]).toEqual([0xc0000000, 1]);
  });

  it('trits come out as they went in, five in a byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ max: 2, maxLength: 60 }), (trits) => {
        const bytes = packTrits(trits);
        expect(bytes.length).toBe(Math.ceil(trits.length / 5));
        expect(unpackTrits(bytes, trits.length)).toEqual(trits);
      }),
    );
    expect([...packTrits(Uint8Array.of(2, 2, 2, 2, 2, 1))]).toEqual([242, 1]);
  });
});

describe('groups', () => {
  it('cover every weight once, in order, and agree with the number of a weight’s scale', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(0, 8, 32, 64, 1000), (shape, group) => {
        const grouped = { ...shape, group };
        const ranges = Array.from({ length: groupCount(grouped) }, (_, index) => groupRange(grouped, index));
        const borders = [0, ...ranges.map(({ end }) => end)];
        expect([...ranges.map(({ start }) => start), shape.rows * shape.columns]).toEqual(borders);
        for (const [index, { start, end }] of ranges.entries()) {
          for (const i of [start, end - 1]) {
            expect(groupIndex(grouped, Math.floor(i / shape.columns), i % shape.columns)).toBe(index);
          }
        }
      }),
    );
  });
});

/** A matrix whose rows are whole groups of every size below. */
const large = gaussianMatrix(64, 1024, 3);
const { rows, columns } = large;
const count = rows * columns;
const integerHeader = (bits: number, group: number, zeroPoints = false): IntegerHeader => ({
  kind: 'integer',
  rows,
  columns,
  bits,
  group,
  zeroPoints,
  inputScaled: false,
});
const levelsHeader = { kind: 'levels', rows, columns, levels: 'nf4', group: 64 } as const;

describe('bits per weight are those of the table in the literature', () => {
  const cases: readonly (readonly [string, EncodingHeader, number])[] = [
    ['f32', { kind: 'float', rows, columns, format: 'f32' }, 32],
    ['f16', { kind: 'float', rows, columns, format: 'f16' }, 16],
    ['bf16', { kind: 'float', rows, columns, format: 'bf16' }, 16],
    ...widths.map((bits) => [`${bits} bits, group 32`, integerHeader(bits, 32), bits + 16 / 32] as const),
    ['4 bits, group 128', integerHeader(4, 128), 4 + 16 / 128],
    ['4 bits, zero points, group 32', integerHeader(4, 32, true), 5],
    ['4 bits, a scale per row', integerHeader(4, columns), 4 + 16 / columns],
    ['4 bits, one scale', integerHeader(4, 0), 4 + 16 / count],
    ['3 bits with factors of the inputs', { ...integerHeader(3, 64, true), inputScaled: true }, 3.5 + 16 / rows],
    ['NF4', { ...levelsHeader, scaleFormat: 'f32' }, 4.5],
    ['NF4, double', { ...levelsHeader, scaleFormat: 'double' }, 4 + 8 / 64 + 32 / (64 * 256) + 32 / count],
    ['FP8', { ...levelsHeader, levels: 'e4m3', group: 0, scaleFormat: 'f32' }, 8 + 32 / count],
    ['ternary', { kind: 'ternary', rows, columns, group: 0 }, (8 * Math.ceil(count / 5) + 16) / count],
    ['Q8_0', { kind: 'blocks', rows, columns, format: 'q8_0' }, 8.5],
    ['Q4_0', { kind: 'blocks', rows, columns, format: 'q4_0' }, 4.5],
  ];
  it.each(cases)('%s', (_name, header, bits) => {
    expect(bitsPerWeight(plannedBytes(header), header)).toBeCloseTo(bits, 10);
  });

  it('rows that do not fill their last word pay for it', () => {
    expect(plannedBytes({ ...integerHeader(3, 0), rows: 2, columns: 11 })).toBe(2 * 8 + 2);
  });
});

/** One of every kind, of a matrix that divides by nothing. */
function everyKind(): readonly Encoding[] {
  const matrix = gaussianMatrix(3, 37, 5);
  const shape = { rows: 3, columns: 37 };
  const codes = new Uint8Array(111).fill(2);
  const head = { ...integerHeader(5, 32, true), ...shape };
  const scales = new Float32Array(6).fill(0.5);
  const whole = gaussianMatrix(2, 64, 6);
  return [
    ...(['f32', 'f16', 'bf16'] as const).map((format) => encodeFloat(matrix, format)),
    packInteger(head, { codes, scales, zeros: scales }),
    packInteger(
      { ...head, inputScaled: true },
      { codes, scales, zeros: scales, inputScales: new Float32Array(37).fill(2) },
    ),
    finish(encodeLevels({ ...levelsHeader, ...shape, scaleFormat: 'f32' }, matrix)),
    finish(encodeLevels({ ...levelsHeader, ...shape, levels: 'e5m2', group: 8, scaleFormat: 'double' }, matrix)),
    packTernary({ kind: 'ternary', ...shape, group: 32 }, codes, scales),
    ...(['q8_0', 'q4_0'] as const).map((format) =>
      finish(encodeBlocks({ kind: 'blocks', rows: 2, columns: 64, format }, whole)),
    ),
  ];
}

describe.each(everyKind().map((encoding) => [encoding.kind, encoding] as const))('%s', (_kind, encoding) => {
  it('has exactly the arrays of its layout, and their bytes', () => {
    const layout = layoutOf(encoding);
    const lengths = (of: Readonly<Record<string, { length: number }>>): Record<string, number> =>
      Object.fromEntries(Object.entries(of).map(([name, { length }]) => [name, length]));
    expect(lengths(encoding.arrays as Readonly<Record<string, { length: number }>>)).toEqual(lengths(layout));
    expect(encodedBytes(encoding)).toBe(plannedBytes(encoding));
  });

  it('decodes to finite weights, survives copying, and does not share memory with what it was made of', () => {
    const values = decode(encoding);
    expect(values.length).toBe(encoding.rows * encoding.columns);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(decode(structuredClone(encoding))).toEqual(values);
    values.fill(0);
    expect(decode(encoding).some((value) => value !== 0)).toBe(true);
  });
});

describe('integers', () => {
  it('are s (q − z) with z in the middle, and ∓s/2 at one bit', () => {
    const header = { ...integerHeader(4, 2), rows: 1, columns: 4 };
    const encoding = packInteger(header, { codes: Uint8Array.of(0, 8, 9, 15), scales: [0.5, 2] });
    expect([...decode(encoding)]).toEqual([-4, 0, 2, 14]);
    const signs = packInteger({ ...header, bits: 1, group: 0 }, { codes: Uint8Array.of(0, 1, 1, 0), scales: [3] });
    expect([...decode(signs)]).toEqual([-1.5, 1.5, 1.5, -1.5]);
  });

  it('may have broken zero points and a factor per input', () => {
    const header = { ...integerHeader(2, 2, true), rows: 2, columns: 2, inputScaled: true };
    const encoding = packInteger(header, {
      codes: Uint8Array.of(0, 1, 2, 3),
      scales: [1, 2],
      zeros: [0.5, 3],
      inputScales: [4, 0.25],
    });
    expect([...decode(encoding)]).toEqual([-2, 0.125, -8, 0]);
  });
});

describe('floats', () => {
  it('f32 is exact, and what f16 and bf16 keep they keep for good', () => {
    fc.assert(
      fc.property(matrices(), (matrix) => {
        expect(decode(encodeFloat(matrix, 'f32'))).toEqual(matrix.values);
        for (const format of ['f16', 'bf16'] as const) {
          const values = decode(encodeFloat(matrix, format));
          expect(decode(encodeFloat({ ...matrix, values }, format))).toEqual(values);
          const error = format === 'f16' ? 2 ** -11 : 2 ** -8;
          for (const [i, value] of values.entries()) {
            const exact = matrix.values[i] ?? NaN;
            expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(exact) * error);
          }
        }
      }),
    );
  });
});
