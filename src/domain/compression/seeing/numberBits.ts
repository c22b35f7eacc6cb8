/**
 * One weight as the bits of several formats: where its sign, exponent and mantissa are, and what number they stand for.
 * Floats are rounded to nearest, ties to even. The integers are codes on a grid: stored as an unsigned number q, which stands
 * for s(q − z).
 */
import { bf16Bits, bf16Values, f16Bits, f16Values } from '../numeric/halfFloats.ts';
import { codeOf, gridOf, valueOf, type Extent } from '../quantizers/integerGrid.ts';

export type BitPart = 'sign' | 'exponent' | 'mantissa' | 'code';

export interface NumberBits {
  readonly format: 'f32' | 'f16' | 'bf16' | 'int8' | 'int4';
  /** From the highest bit to the lowest. */
  readonly fields: readonly { readonly part: BitPart; readonly bits: string }[];
  /** What the bits stand for; infinite where the format does not reach so far. */
  readonly value: number;
  /** Of an integer format: the grid that the code is on. */
  readonly grid: { readonly code: number; readonly scale: number; readonly zero: number } | null;
}

const binary = (pattern: number, width: number): string => pattern.toString(2).padStart(width, '0');

function floatBits(
  format: NumberBits['format'],
  pattern: number,
  [exponent, mantissa]: readonly [number, number],
  value: number,
): NumberBits {
  const text = binary(pattern, 1 + exponent + mantissa);
  return {
    format,
    fields: [
      { part: 'sign', bits: text.slice(0, 1) },
      { part: 'exponent', bits: text.slice(1, 1 + exponent) },
      { part: 'mantissa', bits: text.slice(1 + exponent) },
    ],
    value,
    grid: null,
  };
}

function integerBits(format: 'int8' | 'int4', weight: number, extent: Extent): NumberBits {
  const bits = format === 'int8' ? 8 : 4;
  const grid = gridOf(extent, { bits, symmetric: true });
  const code = codeOf(weight, grid, bits);
  return {
    format,
    fields: [{ part: 'code', bits: binary(code, bits) }],
    value: valueOf(code, grid),
    grid: { code, ...grid },
  };
}

/** @param extent of the weights that share a scale with it, which integers need */
export function numberBits(weight: number, extent: Extent): readonly NumberBits[] {
  const f32 = Float32Array.of(weight);
  const f16 = f16Bits(f32);
  const bf16 = bf16Bits(f32);
  return [
    floatBits('f32', new Uint32Array(f32.buffer)[0] ?? 0, [8, 23], f32[0] ?? 0),
    floatBits('f16', f16[0] ?? 0, [5, 10], f16Values(f16)[0] ?? 0),
    floatBits('bf16', bf16[0] ?? 0, [8, 7], bf16Values(bf16)[0] ?? 0),
    integerBits('int8', weight, extent),
    integerBits('int4', weight, extent),
  ];
}
