/** Quantised matrices times many rows against decoding, then multiplying in double precision. */
import { expect, test } from 'vitest';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { defaultVariant, productVariant, sharedVariants, type ProductVariant } from '../../shaders/linear/variants.ts';
import { quantizedProductCases } from '../../shaders/quantized-linear/cases.ts';
import type { QuantizedShape } from '../../shaders/quantized-linear/format.ts';
import { quantizedProduct } from '../../shaders/quantized-linear/product.ts';
import type { Encoding } from '../../src/domain/compression/encodings/contract.ts';
import type { Grouped } from '../../src/domain/compression/encodings/groups.ts';
import { decode } from '../../src/domain/compression/encodings/index.ts';
import { executable } from '../../src/engine/compress/executionLayout.ts';
import { madeInteger, madeLevels, madeTernary } from './encoded.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

interface Case {
  readonly format: string;
  readonly made: (grouped: Grouped) => Encoding;
  readonly shape: QuantizedShape;
  readonly variant?: ProductVariant;
  readonly hasBias?: boolean;
}

const [single, odd, narrow, tall] = quantizedProductCases;
const shared = sharedVariants[2] ?? defaultVariant;
/** Of the size that subgroups have on the adapter of these tests. */
const lanes = productVariant('lanes4-24x12') ?? defaultVariant;

const cases: readonly Case[] = [
  { format: '8 bits', made: (grouped) => madeInteger(grouped, 8), shape: odd, hasBias: true },
  { format: '4 bits', made: (grouped) => madeInteger(grouped, 4), shape: tall },
  { format: '4 bits', made: (grouped) => madeInteger(grouped, 4), shape: single },
  { format: '4 bits, lanes', made: (grouped) => madeInteger(grouped, 4), shape: tall, variant: lanes, hasBias: true },
  { format: '8 bits, lanes', made: (grouped) => madeInteger(grouped, 8), shape: odd, variant: lanes },
  { format: '2 bits', made: (grouped) => madeInteger(grouped, 2), shape: narrow },
  { format: '1 bit', made: (grouped) => madeInteger(grouped, 1), shape: odd },
  { format: 'ternary', made: madeTernary, shape: { ...odd, group: 0 } },
  { format: 'NF4 with quantised scales', made: (grouped) => madeLevels(grouped, 'nf4', 'double'), shape: odd },
  { format: 'FP8', made: (grouped) => madeLevels(grouped, 'e5m2', 'f32'), shape: narrow },
  {
    format: '4 bits, zero points, input scales, shared tiles',
    made: (grouped) => madeInteger(grouped, 4, { zeroPoints: true, inputScaled: true }),
    shape: odd,
    variant: shared,
    hasBias: true,
  },
];

test.each(cases)(
  '$format, M $shape.rows, I $shape.inputs, O $shape.outputs',
  async ({ made, shape, variant, hasBias = false }) => {
    const { rows, inputs, outputs, group } = shape;
    const encoding = made({ rows: outputs, columns: inputs, group });
    const packed = executable(encoding);
    if (!packed) throw new Error('no kernel for it');
    const x = normal(rows * inputs, 86);
    const bias = hasBias ? normal(outputs, 87) : null;
    const kernel = quantizedProduct(packed.format, hasBias, variant);
    const { output } = await run([dispatch(kernel, { rows, ...packed.shape })], {
      x,
      ...packed.arrays,
      ...(bias && { bias }),
    });
    const expected = linearReference(x, decode(encoding), inputs, bias);
    expect(relativeError(output, expected)).toBeLessThan(1e-6 * Math.sqrt(inputs));
  },
);
