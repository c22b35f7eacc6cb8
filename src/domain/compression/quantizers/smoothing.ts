/**
 * Moving size between activations and weights without changing what is computed: a norm's gain is divided by s_j per
 * channel, and the columns of every matrix that reads it are multiplied by s_j. SmoothQuant chooses s so that neither side
 * is hard to quantise (Xiao et al. 2023, equation 4: s_j = max|x_j|^α / max|W_j|^{1−α}). Small models have no outlier
 * channels for it to tame, so they can be put in: the same fold with s_j below 1 on a few channels.
 */
import type { Calibration, Matrix } from '../contract.ts';

/** A normalisation layer's gain and bias, and the matrices that read its output and nothing else does. */
export interface NormFold {
  /** [columns]. */
  readonly gain: Float32Array;
  /** [columns]; RMS norms have none. */
  readonly bias?: Float32Array;
  readonly matrices: readonly Matrix[];
}

/** Gain and bias / s, columns · s: the outputs of the matrices stay what they are. */
export function foldChannels({ gain, bias, matrices }: NormFold, factors: ArrayLike<number>): NormFold {
  return {
    gain: dividedBy(gain, factors),
    ...(bias && { bias: dividedBy(bias, factors) }),
    matrices: matrices.map((matrix) => columnsTimes(matrix, factors)),
  };
}

/** Of a gain or a bias, channel by channel. */
export const dividedBy = (values: Float32Array, factors: ArrayLike<number>): Float32Array =>
  values.map((value, column) => value / (factors[column] ?? 1));

export const columnsTimes = ({ rows, columns, values }: Matrix, factors: ArrayLike<number>): Matrix => ({
  rows,
  columns,
  values: values.map((value, i) => value * (factors[i % columns] ?? 1)),
});

/** What calibration would have seen after the fold. */
export function foldCalibration(calibration: Calibration, factors: ArrayLike<number>): Calibration {
  const columns = calibration.peak.length;
  const factor = (column: number): number => factors[column] ?? 1;
  return {
    tokens: calibration.tokens,
    gram: calibration.gram.map((value, i) => value / (factor(i % columns) * factor(Math.floor(i / columns)))),
    meanAbs: calibration.meanAbs.map((value, column) => value / factor(column)),
    peak: calibration.peak.map((value, column) => value / factor(column)),
  };
}

/** The original's floor of both peaks, so that a silent channel keeps a finite factor. */
const smallestPeak = 1e-5;

/**
 * @param alpha how much of the difficulty moves into the weights: 0 none of the activations', 1 all of it.
 * @returns s, [columns].
 */
export function smoothingFactors(
  { matrices }: Pick<NormFold, 'matrices'>,
  { peak }: Calibration,
  alpha: number,
): Float32Array {
  const weightPeak = new Float32Array(peak.length);
  for (const { columns, values } of matrices) {
    for (const [i, value] of values.entries()) {
      weightPeak[i % columns] = Math.max(weightPeak[i % columns] ?? 0, Math.abs(value));
    }
  }
  return peak.map((largest, column) => {
    const weight = Math.max(smallestPeak, weightPeak[column] ?? 0);
    return Math.max(smallestPeak, Math.max(smallestPeak, largest) ** alpha / weight ** (1 - alpha));
  });
}

/** Factors that make activations of the given channels `size` times as large, as trained outliers are. */
export function outlierFactors(columns: number, channels: readonly number[], size: number): Float32Array {
  const factors = new Float32Array(columns).fill(1);
  for (const channel of channels) factors[channel] = 1 / size;
  return factors;
}
