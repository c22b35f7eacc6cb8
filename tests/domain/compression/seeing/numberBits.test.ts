/** Bits of single weights: published patterns, and an independent reading of the fields by their definition. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberBits, type NumberBits } from '../../../../src/domain/compression/seeing/numberBits.ts';

const extent = { low: -1.27, high: 1 };
const of = (weight: number, format: NumberBits['format']): NumberBits => {
  const found = numberBits(weight, extent).find((bits) => bits.format === format);
  if (!found) throw new Error(`no ${format}`);
  return found;
};
const text = ({ fields }: NumberBits): string => fields.map(({ bits }) => bits).join(' ');

/** (−1)^s · 1.m · 2^(e − bias), or 0.m · 2^(1 − bias) where e is 0 (IEEE 754). */
function read({ fields }: NumberBits): number {
  const [sign = '', exponent = '', mantissa = ''] = fields.map(({ bits }) => bits);
  const bias = 2 ** (exponent.length - 1) - 1;
  const e = Number.parseInt(exponent, 2);
  const fraction = Number.parseInt(mantissa, 2) / 2 ** mantissa.length;
  if (e === 2 ** exponent.length - 1) return sign === '1' ? -Infinity : Infinity;
  return (sign === '1' ? -1 : 1) * (e === 0 ? fraction * 2 ** (1 - bias) : (1 + fraction) * 2 ** (e - bias));
}

describe('floats', () => {
  it('have the published patterns', () => {
    expect(text(of(0.15625, 'f32'))).toBe('0 01111100 01000000000000000000000');
    expect(text(of(-2, 'f16'))).toBe('1 10000 0000000000');
    expect(text(of(1 / 3, 'f16'))).toBe('0 01101 0101010101');
    // The example of bfloat16's article: pi is 0x4049.
    expect(text(of(Math.PI, 'bf16'))).toBe('0 10000000 1001001');
  });

  it('halfway between two bf16 numbers goes to the even one', () => {
    expect(of(1 + 2 ** -8, 'bf16').value).toBe(1);
    expect(of(1 + 3 * 2 ** -8, 'bf16').value).toBe(1 + 2 ** -6);
    expect(of(1 + 2 ** -11, 'f16').value).toBe(1);
    expect(of(1 + 3 * 2 ** -11, 'f16').value).toBe(1 + 2 ** -9);
  });

  it('stand for the value that is told, by the definition of the fields', () => {
    const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, (weight) => {
        for (const format of ['f32', 'f16', 'bf16'] as const)
          expect(read(of(weight, format))).toBe(of(weight, format).value);
      }),
    );
  });

  it('beyond what f16 reaches is infinity', () => {
    expect(of(1e5, 'f16').value).toBe(Infinity);
    expect(of(1e5, 'bf16').value).toBeCloseTo(1e5, -3);
  });
});

it('integers are codes on the grid of their group, zero in the middle', () => {
  expect(of(0, 'int8')).toMatchObject({ value: 0, grid: { code: 128, zero: 128 } });
  expect(text(of(0, 'int8'))).toBe('10000000');
  expect(text(of(1.27, 'int8'))).toBe('11111111');
  // 1.27 / 7 as f16, times 3.
  expect(of(0.5, 'int4').grid).toMatchObject({ code: 11 });
  expect(of(0.5, 'int4').value).toBeCloseTo((3 * 1.27) / 7, 3);
});
