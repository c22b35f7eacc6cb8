/** What training computes with is what the file will say, to the last bit. */
import { describe, expect, test } from 'vitest';
import { finish } from '../../../../src/domain/compression/contract.ts';
import { decode } from '../../../../src/domain/compression/encodings/index.ts';
import { fakeQuantized } from '../../../../src/domain/compression/quantizers/fakeQuantize.ts';
import { quantize } from '../../../../src/domain/compression/quantizers/quantize.ts';
import { qat } from '../../../../src/domain/compression/training/qat.ts';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { normalMatrix } from '../made.ts';

const grids = [
  ...[8, 4, 3, 2].flatMap((bits) => [
    { levels: 'integer' as const, bits, symmetric: false },
    { levels: 'integer' as const, bits, symmetric: true },
  ]),
  { levels: 'ternary' },
  { levels: 'binary' },
] as const;
const groupings = [{ granularity: 'tensor' }, { granularity: 'row' }, { granularity: 'group', group: 32 }] as const;

describe.each(grids)('%j', (grid) => {
  test.each(groupings)('%j', (grouping) => {
    const levels = qat.levels({ ...defaultsOf(qat.params), ...grid, ...grouping });
    if (!levels) throw new Error('no levels');
    const matrix = normalMatrix(24, 70, 3);
    const written = decode(finish(quantize(levels.quantizer, matrix, levels.settings, null)));
    expect(fakeQuantized(matrix, levels.gridOf(matrix))).toEqual(written);
    expect(written).not.toEqual(matrix.values);
  });
});

test('at 8 bits next to nothing is rounded away', () => {
  const matrix = normalMatrix(8, 64, 4);
  const rounded = fakeQuantized(matrix, { rule: 'asymmetric', bits: 8, group: 64 });
  const range = Math.max(...matrix.values) - Math.min(...matrix.values);
  expect(Math.max(...rounded.map((value, i) => Math.abs(value - (matrix.values[i] ?? NaN))))).toBeLessThan(range / 500);
});
