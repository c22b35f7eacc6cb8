/** What the kernels for quantised matrices read of one: every array of its file once, and nothing else. */
import { expect, test } from 'vitest';
import { quantizedCases } from '../../shaders/quantized-linear/cases.ts';
import { quantizedGemv } from '../../shaders/quantized-linear/kernel.ts';
import { quantizedProduct } from '../../shaders/quantized-linear/product.ts';
import { encodeBlocks } from '../../src/domain/compression/encodings/blocks.ts';
import { finish } from '../../src/domain/compression/contract.ts';
import type { Encoding } from '../../src/domain/compression/encodings/contract.ts';
import { encodeFloat } from '../../src/domain/compression/encodings/float.ts';
import { encodedBytes } from '../../src/domain/compression/encodings/index.ts';
import { executable } from '../../src/engine/compress/executionLayout.ts';
import { madeInteger, madeLevels, madeTernary } from './encoded.ts';
import { normal } from './numbers.ts';

/** Of the bindings that a matrix is made of. */
function boundBytes(encoding: Encoding): number {
  const packed = executable(encoding);
  if (!packed) throw new Error('no kernel for it');
  const shape = { rows: 3, ...packed.shape };
  const bytesOf = ({ bindings }: ReturnType<typeof quantizedGemv>): number =>
    bindings
      .filter(({ name }) => !['x', 'extent', 'output'].includes(name))
      .reduce((sum, { name, length }) => {
        expect(packed.arrays[name]?.length, name).toBe(length(shape));
        return sum + 4 * length(shape);
      }, 0);
  const bytes = bytesOf(quantizedGemv(packed.format, 'alone', false));
  expect(bytesOf(quantizedProduct(packed.format, false))).toBe(bytes);
  return bytes;
}

const matrix = { rows: 64, columns: 256 };
const [denseBytes, groups] = [4 * 64 * 256, 64 * 8];

test.each([1, 2, 4, 8])(
  '%i bits: bits / 32 of the dense bytes, and two bytes for each scale and zero point',
  (bits) => {
    const grouped = { ...matrix, group: 32 };
    expect(boundBytes(madeInteger(grouped, bits))).toBe((denseBytes * bits) / 32 + 2 * groups);
    const full = madeInteger(grouped, bits, { zeroPoints: true, inputScaled: true });
    expect(boundBytes(full)).toBe((denseBytes * bits) / 32 + 4 * groups + 2 * matrix.columns);
  },
);

test('NF4: four bytes for each scale, or one and a step for 256, and the table', () => {
  const grouped = { ...matrix, group: 32 };
  expect(boundBytes(madeLevels(grouped, 'nf4', 'f32'))).toBe(denseBytes / 8 + 4 * groups + 64);
  expect(boundBytes(madeLevels(grouped, 'nf4', 'double'))).toBe(denseBytes / 8 + groups + 4 * 2 + 4 + 64);
});

test('FP8: a byte for each weight', () => {
  expect(boundBytes(madeLevels({ ...matrix, group: 256 }, 'e4m3', 'f32'))).toBe(denseBytes / 4 + 4 * 64 + 1024);
});

test('ternary: two bits for each weight, where the file has 1.6', () => {
  const encoding = madeTernary({ ...matrix, group: 0 });
  expect(boundBytes(encoding)).toBe(denseBytes / 16 + 4);
  expect(encodedBytes(encoding)).toBe(Math.ceil(denseBytes / 20) + 2);
});

test.each(['q8_0', 'q4_0'] as const)("llama.cpp's %s: as many bytes as in the file", (format) => {
  const blocks = finish(encodeBlocks({ kind: 'blocks', format, ...matrix }, { ...matrix, values: normal(16384, 90) }));
  expect(boundBytes(blocks)).toBe(encodedBytes(blocks));
});

test.each(quantizedCases)(
  'I $inputs, O $outputs: the file, and less than a word more',
  ({ inputs, outputs, group }) => {
    for (const bits of [1, 2, 4, 8]) {
      const encoding = madeInteger({ rows: outputs, columns: inputs, group }, bits);
      const extra = boundBytes(encoding) - encodedBytes(encoding);
      expect(extra).toBeGreaterThanOrEqual(0);
      expect(extra).toBeLessThan(4);
    }
  },
);

test('what no kernel reads', () => {
  const float = encodeFloat({ rows: 2, columns: 64, values: normal(128, 91) }, 'f16');
  expect(executable(float)).toBeNull();
  expect(executable(madeInteger({ rows: 2, columns: 64, group: 16 }, 4))).toBeNull();
  expect(executable(madeInteger({ rows: 2, columns: 48, group: 48 }, 4))).not.toBeNull();
});
