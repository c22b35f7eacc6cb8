/** Rounded inputs and SmoothQuant's fold, against torch. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrationOf } from '../../../../src/domain/compression/calibration.ts';
import { inputScale, roundInputs, type InputLevels } from '../../../../src/domain/compression/inputs/levels.ts';
import { foldChannels, smoothingFactors } from '../../../../src/domain/compression/quantizers/smoothing.ts';
import type { GoldenTensor } from '../../../goldens/goldens.ts';

interface Rounding {
  readonly bits: number;
  readonly inputs: GoldenTensor;
  readonly perToken: GoldenTensor;
  readonly peak: number;
  readonly scale: number;
  readonly perTensor: GoldenTensor;
}

interface Norm {
  readonly gain: GoldenTensor;
  readonly bias: GoldenTensor;
  readonly weights: readonly GoldenTensor[];
}

interface Smoothing extends Norm {
  readonly alpha: number;
  readonly normalised: GoldenTensor;
  readonly factors: GoldenTensor;
  readonly folded: Norm & { readonly peak: GoldenTensor };
}

const golden = JSON.parse(readFileSync(new URL('../../../goldens/inputs.json', import.meta.url), 'utf8')) as {
  readonly rounding: readonly Rounding[];
  readonly smoothing: readonly Smoothing[];
};

const arrayOf = ({ data }: GoldenTensor): Float32Array => Float32Array.from(data);

function expectClose(actual: Float32Array, { data }: GoldenTensor): void {
  expect(actual).toHaveLength(data.length);
  data.forEach((value, i) =>
    expect(Math.abs((actual[i] ?? NaN) - value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(value))),
  );
}

function rounded({ inputs }: Rounding, levels: InputLevels): Float32Array {
  const [, columns = 0] = inputs.shape;
  const values = arrayOf(inputs);
  for (let at = 0; at < values.length; at += columns) {
    const token = values.subarray(at, at + columns);
    roundInputs(token, levels, token);
  }
  return values;
}

describe.each(golden.rounding)('$bits bits', (example) => {
  const { bits, peak, scale, perToken, perTensor } = example;

  test('with a scale of each token', () => expectClose(rounded(example, { bits, scale: null }), perToken));

  test('with one scale, beyond which inputs are clipped', () => {
    expect(inputScale(peak, bits)).toBeCloseTo(scale, 8);
    expectClose(rounded(example, { bits, scale: inputScale(peak, bits) }), perTensor);
  });
});

test('a token of zeros stays so', () => {
  const zeros = new Float32Array(4);
  roundInputs(zeros, { bits: 8, scale: null }, zeros);
  expect([...zeros].every((value) => Object.is(value, 0))).toBe(true);
  expect(inputScale(0, 8)).toBeGreaterThan(0);
});

describe.each(golden.smoothing)('SmoothQuant at α = $alpha', (example) => {
  const [columns = 0] = example.gain.shape;
  const [gain, bias] = [arrayOf(example.gain), arrayOf(example.bias)];
  const matrices = example.weights.map((of) => ({ rows: of.shape[0] ?? 0, columns, values: arrayOf(of) }));
  const read = arrayOf(example.normalised).map((x, i) => (gain[i % columns] ?? NaN) * x + (bias[i % columns] ?? NaN));
  const factors = smoothingFactors({ matrices }, calibrationOf(read, columns), example.alpha);

  test('factors and what is folded', () => {
    expectClose(factors, example.factors);
    const folded = foldChannels({ gain, bias, matrices }, factors);
    expectClose(folded.gain, example.folded.gain);
    expectClose(folded.bias ?? new Float32Array(), example.folded.bias);
    folded.matrices.forEach(({ values }, i) =>
      expectClose(values, example.folded.weights[i] ?? { shape: [], data: [] }),
    );
    expectClose(
      calibrationOf(
        read.map((x, i) => x / (factors[i % columns] ?? NaN)),
        columns,
      ).peak,
      example.folded.peak,
    );
  });
});
