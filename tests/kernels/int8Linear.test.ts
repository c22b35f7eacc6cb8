/** Products of bytes with bytes, exact but for the scales, and how far rounding the tokens may lead away from x. */
import { describe, expect, test } from 'vitest';
import { gemvForms } from '../../shaders/common/gemv/form.ts';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { int8Cases } from '../../shaders/int8-linear/cases.ts';
import { int8Feature, int8Gemv, int8Product } from '../../shaders/int8-linear/kernel.ts';
import { quantizeRows } from '../../shaders/int8-linear/rounding.ts';
import { int8Reference, tokenByte, tokensReference } from '../../shaders/int8-linear/reference.ts';
import type { QuantizedShape } from '../../shaders/quantized-linear/format.ts';
import { quantizedExtent } from '../../shaders/quantized-linear/kernel.ts';
import { f16Values } from '../../src/domain/compression/numeric/halfFloats.ts';
import { decode } from '../../src/domain/compression/encodings/index.ts';
import { executable, type Executable } from '../../src/engine/compress/executionLayout.ts';
import { madeInteger } from './encoded.ts';
import { dispatch, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const label = ({ rows, inputs, outputs }: QuantizedShape): string => `M ${rows}, I ${inputs}, O ${outputs}`;
const none = new Float32Array();

/** Quantises rows, then multiplies. */
async function multiply(
  { format, arrays }: Executable,
  shape: QuantizedShape,
  form: (typeof gemvForms)[number],
  x: Data,
  bias: Data | null,
): Promise<Buffers> {
  const options = { zeros: format.zeros, bias: bias !== null };
  const kernel = shape.rows === 1 ? int8Gemv(options, form) : int8Product(options);
  const steps = [dispatch(quantizeRows(format.inputScales), shape), dispatch(kernel, shape)];
  return run(steps, { x, extent: quantizedExtent(format, shape), ...arrays, ...(bias && { bias }) });
}

async function check(
  shape: QuantizedShape,
  form: (typeof gemvForms)[number],
  options: { readonly zeroPoints?: boolean; readonly inputScaled?: boolean } = {},
  hasBias = false,
): Promise<void> {
  const { rows, inputs, outputs, group } = shape;
  const encoding = madeInteger({ rows: outputs, columns: inputs, group }, 8, options);
  const packed = executable(encoding);
  if (!packed) throw new Error('no kernel for it');
  const x = normal(rows * inputs, 101);
  const bias = hasBias ? normal(outputs, 102) : null;
  const { tokens = none, tokenScales = none, output } = await multiply(packed, shape, form, x, bias);

  const arrays = { ...packed.arrays, ...(bias && { bias }) };
  const expected = int8Reference(packed.format, shape, tokens, tokenScales, arrays);
  expect(relativeError(output, expected), label(shape)).toBeLessThan(2e-6);

  // Rounding moves an input by half a step at most.
  const inputScales = f16Values(encoding.arrays.inputScales ?? new Uint16Array(inputs).fill(0x3c00));
  const weight = decode(encoding);
  const perScale = weight.map((w, i) => Math.abs(w / (inputScales[i % inputs] ?? NaN)));
  const exact = linearReference(x, weight, inputs, bias);
  for (const [i, value] of exact.entries()) {
    const [row, column] = [Math.floor(i / outputs), i % outputs];
    const reach = perScale.subarray(column * inputs, (column + 1) * inputs).reduce((sum, w) => sum + w, 0);
    const most = 0.5 * (tokenScales[row] ?? NaN) * reach;
    expect(Math.abs((output?.[i] ?? NaN) - value)).toBeLessThanOrEqual(most * 1.001 + 1e-5);
  }
}

test('the browser of the tests has the instruction', () => {
  expect(navigator.gpu.wgslLanguageFeatures.has(int8Feature)).toBe(true);
});

describe.runIf(navigator.gpu.wgslLanguageFeatures.has(int8Feature))('bytes', () => {
  test.each(int8Cases.map((shape) => [label(shape), shape] as const))('%s: as the reference', async (_, shape) => {
    await check(shape, 'alone');
  });

  test.each(gemvForms.slice(1))('one token, %s: as the reference', async (form) => {
    await check({ rows: 1, inputs: 128, outputs: 65, group: 32 }, form);
  });

  test.each([1, 7])('%i tokens: zero points, input scales and a bias', async (rows) => {
    const all = { zeroPoints: true, inputScaled: true };
    await check({ rows, inputs: 64, outputs: 9, group: 32 }, 'alone', all, true);
  });

  test('tokens: the nearest steps of a 127th of the largest, and zeros past the end', async () => {
    const [rows, inputs] = [3, 70];
    const x = normal(rows * inputs, 103);
    x.fill(0, inputs, 2 * inputs);
    const { tokens = none, tokenScales = none } = await run([dispatch(quantizeRows(false), { rows, inputs })], { x });
    const peaks = [0, 1, 2].map((row) => Math.max(...x.subarray(row * inputs, (row + 1) * inputs).map(Math.abs)));
    expect(
      relativeError(
        tokenScales,
        peaks.map((peak) => peak / 127),
      ),
    ).toBeLessThan(1e-6);
    const rounded = tokensReference(tokens, tokenScales, rows, inputs);
    for (const [i, value] of x.entries()) {
      const step = tokenScales[Math.floor(i / inputs)] ?? NaN;
      expect(Math.abs((rounded[i] ?? NaN) - value)).toBeLessThanOrEqual(0.50001 * step);
    }
    expect(tokenByte(tokens, 18, 0, 70)).toBe(0);
    expect(tokenByte(tokens, 18, 2, 71)).toBe(0);
  });
});
