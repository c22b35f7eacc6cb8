/** Folds change nothing that is computed, and smoothing makes both sides easier to quantise where there are outliers. */
import { describe, expect, it } from 'vitest';
import { calibrationOf } from '../../../../src/domain/compression/calibration.ts';
import type { Calibration, Matrix } from '../../../../src/domain/compression/contract.ts';
import {
  foldCalibration,
  foldChannels,
  outlierFactors,
  smoothingFactors,
  type NormFold,
} from '../../../../src/domain/compression/quantizers/smoothing.ts';
import { gaussianMatrix, meanSquaredError, mixedInputs } from '../arbitraries.ts';

const columns = 32;
const tokens = 50;
const normalised = mixedInputs(tokens, columns, 1);
const fold: NormFold = {
  gain: gaussianMatrix(1, columns, 2).values.map((value) => 1 + 0.1 * value),
  bias: gaussianMatrix(1, columns, 3).values.map((value) => 0.1 * value),
  matrices: [gaussianMatrix(6, columns, 4), gaussianMatrix(3, columns, 5)],
};

/** What the matrices read: gain · x + bias, [tokens, columns]. */
const activations = ({ gain, bias }: NormFold): Float32Array =>
  normalised.map((value, i) => (gain[i % columns] ?? NaN) * value + (bias?.[i % columns] ?? 0));

const outputs = (inputs: Float32Array, { rows, values }: Matrix): Float32Array =>
  Float32Array.from({ length: tokens * rows }, (_, at) => {
    const [token, row] = [Math.floor(at / rows), at % rows];
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += (inputs[token * columns + j] ?? NaN) * (values[row * columns + j] ?? NaN);
    return sum;
  });

const allOutputs = (of: NormFold): readonly number[] =>
  of.matrices.flatMap((matrix) => [...outputs(activations(of), matrix)]);

const calibrationFor = (of: NormFold): Calibration => calibrationOf(activations(of), columns);

/** 8-bit absmax, one scale in all: what a W8A8 product does to either side. */
function byBytes(values: Float32Array): Float32Array {
  const step = values.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0) / 127;
  return values.map((value) => Math.round(value / step) * step);
}

const w8a8Error = (of: NormFold): number => {
  const inputs = byBytes(activations(of));
  const quantised = of.matrices.flatMap((matrix) => [
    ...outputs(inputs, { ...matrix, values: byBytes(matrix.values) }),
  ]);
  return meanSquaredError(allOutputs(of), quantised);
};

describe('folds', () => {
  const outliers = foldChannels(fold, outlierFactors(columns, [3, 17], 20));

  it('put outliers into the activations and change no output', () => {
    expect(Math.sqrt(meanSquaredError(allOutputs(outliers), allOutputs(fold)))).toBeLessThan(1e-5);
    const [before, after] = [calibrationFor(fold).peak, calibrationFor(outliers).peak];
    for (let j = 0; j < columns; j++)
      expect((after[j] ?? NaN) / (before[j] ?? NaN)).toBeCloseTo(j === 3 || j === 17 ? 20 : 1, 4);
  });

  it('undo themselves', () => {
    const inverse = outlierFactors(columns, [3, 17], 1 / 20);
    const back = foldChannels(outliers, inverse);
    expect(meanSquaredError(back.gain, fold.gain)).toBeLessThan(1e-12);
    expect(meanSquaredError(back.matrices[1]?.values ?? [], fold.matrices[1]?.values ?? [])).toBeLessThan(1e-12);
  });

  it('leave a norm without bias without one', () => {
    const { bias: _bias, ...rms } = fold;
    expect(foldChannels(rms, outlierFactors(columns, [0], 2))).not.toHaveProperty('bias');
  });

  it('turn calibration statistics into those of the folded activations', () => {
    const factors = smoothingFactors(fold, calibrationFor(fold), 0.5);
    const folded = foldCalibration(calibrationFor(fold), factors);
    const seen = calibrationFor(foldChannels(fold, factors));
    expect(folded.tokens).toBe(tokens);
    for (const key of ['gram', 'meanAbs', 'peak'] as const) {
      for (const [i, value] of folded[key].entries()) expect(value).toBeCloseTo(seen[key][i] ?? NaN, 4);
    }
  });

  it('at α = ½ leave each channel as large in the activations as in the weights', () => {
    const smooth = foldChannels(outliers, smoothingFactors(outliers, calibrationFor(outliers), 0.5));
    const { peak } = calibrationFor(smooth);
    for (let j = 0; j < columns; j++) {
      const weights = smooth.matrices.flatMap(({ values }) => [...values].filter((_, i) => i % columns === j));
      expect((peak[j] ?? NaN) / Math.max(...weights.map(Math.abs))).toBeCloseTo(1, 4);
    }
  });

  it('at α = 1 leave the activations even, at α = 0 the weights', () => {
    const activationsEven = foldChannels(outliers, smoothingFactors(outliers, calibrationFor(outliers), 1));
    for (const value of calibrationFor(activationsEven).peak) expect(value).toBeCloseTo(1, 4);
    const weightsEven = foldChannels(outliers, smoothingFactors(outliers, calibrationFor(outliers), 0));
    for (let j = 0; j < columns; j++) {
      const weights = weightsEven.matrices.flatMap(({ values }) => [...values].filter((_, i) => i % columns === j));
      expect(Math.max(...weights.map(Math.abs))).toBeCloseTo(1, 4);
    }
  });

  it('smoothed, change no output and lose far less in 8-bit products', () => {
    const smooth = foldChannels(outliers, smoothingFactors(outliers, calibrationFor(outliers), 0.5));
    expect(Math.sqrt(meanSquaredError(allOutputs(smooth), allOutputs(fold)))).toBeLessThan(1e-5);
    expect(w8a8Error(outliers)).toBeGreaterThan(10 * w8a8Error(fold));
    expect(w8a8Error(smooth)).toBeLessThan(0.1 * w8a8Error(outliers));
  });

  it('stay finite for channels that are silent on either side', () => {
    const silent = { ...fold, matrices: [{ rows: 1, columns, values: new Float32Array(columns) }] };
    const calibration = { ...calibrationFor(fold), peak: new Float32Array(columns) };
    const factors = smoothingFactors(silent, calibration, 0.5);
    expect(factors.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
  });
});
