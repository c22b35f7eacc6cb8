/** Inputs in few bits on the device, against the rounding of decoders on typed arrays. */
import { describe, expect, test } from 'vitest';
import { int8Feature } from '../../shaders/int8-linear/kernel.ts';
import { tokensReference } from '../../shaders/int8-linear/reference.ts';
import { quantizeRows, roundRow } from '../../shaders/int8-linear/rounding.ts';
import { inputScale, roundInputs } from '../../src/domain/compression/inputs/levels.ts';
import { dispatch, run, type Data } from './harness.ts';
import { normal } from './numbers.ts';

const cases = ([8, 6, 4, 2] as const).flatMap((bits) =>
  ([null, 0.0625] as const).flatMap((scale) => ([1, 70, 300] as const).map((inputs) => ({ bits, scale, inputs }))),
);

/** Each is the same level, but where a value lies between two of them as far as f32 can tell. */
function check(found: ArrayLike<number>, x: Data, bits: number, scale: number | null): void {
  const expected = new Float32Array(x.length);
  roundInputs(Float32Array.from(x), { bits, scale }, expected);
  const step = scale ?? inputScale(Math.max(...Array.from(x, Math.abs)), bits);
  for (const [i, value] of expected.entries()) {
    const place = Math.abs(x[i] ?? NaN) / step;
    const between = Math.abs(place - Math.floor(place) - 0.5) < 1e-4;
    expect(Math.abs((found[i] ?? NaN) - value), `input ${i}`).toBeLessThan((between ? 1.001 : 1e-4) * step);
  }
}

test.each(cases)('$bits bits, step $scale, I $inputs: a token of numbers', async ({ bits, scale, inputs }) => {
  const x = normal(inputs, 171);
  const steps = scale !== null && { givenStep: Float32Array.of(scale) };
  const { rounded = x } = await run([dispatch(roundRow({ bits, given: scale !== null }), { inputs })], { x, ...steps });
  check(rounded, x, bits, scale);
});

test('halves go to the even level, and what lies beyond the last one is clipped', async () => {
  const x = Float32Array.of(0.25, 0.75, 1.25, -0.25, -0.75, 3.75, 100, -100);
  const kernel = roundRow({ bits: 4, given: true });
  const { rounded } = await run([dispatch(kernel, { inputs: 8 })], { x, givenStep: Float32Array.of(0.5) });
  expect([...(rounded ?? [])].map((value) => value + 0)).toEqual([0, 1, 1, 0, -1, 3.5, 3.5, -3.5]);
});

test('a token of zeros stays one', async () => {
  const { rounded } = await run([dispatch(roundRow({ bits: 8, given: false }), { inputs: 5 })], {
    x: new Float32Array(5),
  });
  expect(rounded).toEqual(new Float32Array(5));
});

describe.runIf(navigator.gpu.wgslLanguageFeatures.has(int8Feature))('bytes', () => {
  test.each(cases)('$bits bits, step $scale, I $inputs: three tokens', async ({ bits, scale, inputs }) => {
    const rows = 3;
    const x = normal(rows * inputs, 172);
    const steps = scale !== null && { givenStep: Float32Array.of(scale) };
    const kernel = quantizeRows(false, { bits, given: scale !== null });
    const { tokens = x, tokenScales = x } = await run([dispatch(kernel, { rows, inputs })], { x, ...steps });
    const found = tokensReference(tokens, tokenScales, rows, inputs);
    for (let row = 0; row < rows; row++) {
      const [from, end] = [row * inputs, (row + 1) * inputs];
      check(found.subarray(from, end), x.slice(from, end), bits, scale);
    }
  });
});
