/** Quantised matrices times one vector: every format and form against decoding, then multiplying in double precision. */
import { describe, expect, test } from 'vitest';
import { gemvForms, type GemvForm } from '../../shaders/common/gemv/form.ts';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { quantizedCases } from '../../shaders/quantized-linear/cases.ts';
import { quantizedExtent, quantizedGemv } from '../../shaders/quantized-linear/kernel.ts';
import type { QuantizedShape } from '../../shaders/quantized-linear/format.ts';
import { finish } from '../../src/domain/compression/contract.ts';
import { encodeBlocks } from '../../src/domain/compression/encodings/blocks.ts';
import type { Encoding } from '../../src/domain/compression/encodings/contract.ts';
import type { Grouped } from '../../src/domain/compression/encodings/groups.ts';
import { decode } from '../../src/domain/compression/encodings/index.ts';
import { toF16 } from '../../src/domain/compression/numeric/halfFloats.ts';
import { executable } from '../../src/engine/compress/executionLayout.ts';
import { formats, madeInteger } from './encoded.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const groupedOf = ({ inputs, outputs, group }: QuantizedShape): Grouped => ({ rows: outputs, columns: inputs, group });

async function check(encoding: Encoding, form: GemvForm, hasBias = false): Promise<void> {
  const packed = executable(encoding);
  if (!packed) throw new Error('no kernel for it');
  const { rows: outputs, columns: inputs } = encoding;
  const shape = { rows: 1, ...packed.shape };
  const x = normal(inputs, 86);
  const bias = hasBias ? normal(outputs, 87) : null;
  const extent = quantizedExtent(packed.format, shape);
  const { output } = await run([dispatch(quantizedGemv(packed.format, form, hasBias), shape)], {
    x,
    extent,
    ...packed.arrays,
    ...(bias && { bias }),
  });
  const expected = linearReference(x, decode(encoding), inputs, bias);
  // Codes are up to twice as far from zero as from their zero point.
  const tolerance = 1e-6 * Math.sqrt(inputs);
  expect(relativeError(output, expected), `I ${inputs}, O ${outputs}`).toBeLessThan(tolerance);
}

describe('alone', () => {
  test.each(Object.entries(formats))('%s: as decoded, then multiplied', async (_, made) => {
    for (const shape of quantizedCases) await check(made(groupedOf(shape)), 'alone');
  });

  test('a bias is added', async () => {
    await check(madeInteger({ rows: 7, columns: 96, group: 32 }, 4), 'alone', true);
  });

  test.each(['q8_0', 'q4_0'] as const)("llama.cpp's %s", async (format) => {
    const matrix = { rows: 5, columns: 128 };
    const blocks = encodeBlocks({ kind: 'blocks', format, ...matrix }, { ...matrix, values: normal(640, 88) });
    await check(finish(blocks), 'alone');
  });

  test('scales that are subnormal numbers in 16 bits', async () => {
    const scales = normal(4, 89, 1e-5).map(toF16);
    expect(scales.every((scale) => Math.abs(scale) < 2 ** -14)).toBe(true);
    await check(madeInteger({ rows: 4, columns: 32, group: 32 }, 4, { scales }), 'alone');
  });
});

test.each(gemvForms.slice(1))('%s: as decoded, then multiplied', async (form) => {
  for (const shape of quantizedCases) await check(madeInteger(groupedOf(shape), 4), form);
});
