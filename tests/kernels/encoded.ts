/** Encodings and sparse matrices for kernel tests: every code there is, scales of both signs, and zero points that are no whole numbers. */
import type { SparseShape } from '../../shaders/sparse-linear/kernel.ts';
import { middle, packInteger, type IntegerEncoding } from '../../src/domain/compression/encodings/integer.ts';
import { encodeLevels, type LevelsEncoding } from '../../src/domain/compression/encodings/levels.ts';
import type { LevelsName } from '../../src/domain/compression/encodings/levelTables.ts';
import type { ScaleFormat } from '../../src/domain/compression/encodings/scales.ts';
import { packTernary, type TernaryEncoding } from '../../src/domain/compression/encodings/ternary.ts';
import { groupCount, type Grouped } from '../../src/domain/compression/encodings/groups.ts';
import type { Encoding } from '../../src/domain/compression/encodings/contract.ts';
import { finish } from '../../src/domain/compression/contract.ts';
import { toF16 } from '../../src/domain/compression/numeric/halfFloats.ts';
import { packPlaces, type PackedSparse } from '../../src/domain/compression/pruners/packSparse.ts';
import { random32 } from '../../src/domain/core/random.ts';
import { normal } from './numbers.ts';

const codesBelow = (end: number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => random32(1, 81, i) % end);

const scalesFor = (grouped: Grouped): Float32Array => normal(groupCount(grouped), 82, 0.1).map(toF16);

export function madeInteger(
  grouped: Grouped,
  bits: number,
  { zeroPoints = false, inputScaled = false, scales = scalesFor(grouped) } = {},
): IntegerEncoding {
  const header = { kind: 'integer', bits, zeroPoints, inputScaled, ...grouped } as const;
  return packInteger(header, {
    codes: codesBelow(2 ** bits, grouped.rows * grouped.columns),
    scales,
    ...(zeroPoints && { zeros: normal(groupCount(grouped), 83).map((x) => toF16(middle(bits) + x)) }),
    ...(inputScaled && { inputScales: normal(grouped.columns, 84, 0.3).map((x) => toF16(1 + x)) }),
  });
}

export const madeTernary = (grouped: Grouped): TernaryEncoding =>
  packTernary({ kind: 'ternary', ...grouped }, codesBelow(3, grouped.rows * grouped.columns), scalesFor(grouped));

export const madeLevels = (grouped: Grouped, levels: LevelsName, scaleFormat: ScaleFormat): LevelsEncoding => {
  const values = normal(grouped.rows * grouped.columns, 85);
  return finish(encodeLevels({ kind: 'levels', levels, scaleFormat, ...grouped }, { ...grouped, values }));
};

/** By their names. */
export const formats: Readonly<Record<string, (grouped: Grouped) => Encoding>> = {
  '8 bits': (grouped) => madeInteger(grouped, 8),
  '4 bits': (grouped) => madeInteger(grouped, 4),
  '2 bits': (grouped) => madeInteger(grouped, 2),
  '1 bit': (grouped) => madeInteger(grouped, 1),
  '3 bits, in the text for 4': (grouped) => madeInteger(grouped, 3),
  'ternary, in the text for 2 bits': madeTernary,
  '4 bits, zero points, input scales': (grouped) => madeInteger(grouped, 4, { zeroPoints: true, inputScaled: true }),
  NF4: (grouped) => madeLevels(grouped, 'nf4', 'f32'),
  'NF4 with quantised scales': (grouped) => madeLevels(grouped, 'nf4', 'double'),
  'FP8 e4m3': (grouped) => madeLevels(grouped, 'e4m3', 'f32'),
};

export const twoOfFour = { removed: 2, size: 4 };
/** Every way in which two of four can stay. */
const kinds = [0b0011, 0b0101, 0b1001, 0b0110, 0b1010, 0b1100] as const;

export function madeSparse({ inputs, outputs }: SparseShape): PackedSparse {
  const mask = Uint8Array.from({ length: inputs * outputs }, (_, i) => {
    const kind = kinds[random32(1, 94, i >> 2) % kinds.length] ?? 0;
    return (kind >> (i % 4)) & 1;
  });
  return packPlaces({ mask, values: normal(mask.length, 95) }, twoOfFour);
}
