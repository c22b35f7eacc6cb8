/** The reference of the quantised product, which reads packed arrays bit by bit, against decoding, then multiplying. */
import { expect, test } from 'vitest';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { quantizedCases } from '../../shaders/quantized-linear/cases.ts';
import { quantizedReference } from '../../shaders/quantized-linear/reference.ts';
import { decode } from '../../src/domain/compression/encodings/index.ts';
import { executable } from '../../src/engine/compress/executionLayout.ts';
import { formats } from './encoded.ts';
import { normal, relativeError } from './numbers.ts';

test.each(Object.entries(formats))('%s', (_, made) => {
  for (const { inputs, outputs, group } of quantizedCases) {
    const encoding = made({ rows: outputs, columns: inputs, group });
    const packed = executable(encoding);
    if (!packed) throw new Error('no kernel for it');
    const x = normal(3 * inputs, 92);
    const bias = normal(outputs, 93);
    const actual = quantizedReference(packed.format, { rows: 3, ...packed.shape }, x, { ...packed.arrays, bias });
    // Decoding rounds weights to f32.
    expect(relativeError(actual, linearReference(x, decode(encoding), inputs, bias))).toBeLessThan(2e-7);
  }
});
