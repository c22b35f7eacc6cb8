/**
 * The simple noise scale of a gradient, B = tr Σ / |G|² (McCandlish et al. 2018, An Empirical Model of Large-Batch Training,
 * appendix A.1): below a batch of B, twice the batch is nearly twice the progress; far above it, more examples are wasted.
 * From the mean square norm of gradients of small batches and that of the large batches that they make up:
 *   |G|² ≈ (b_large |g_large|² − b_small |g_small|²) / (b_large − b_small)
 *   tr Σ ≈ (|g_small|² − |g_large|²) / (1/b_small − 1/b_large)
 * Both are unbiased, their ratio is not: numerator and denominator are averaged over the repeats before they are divided, and
 * the error of the ratio is the jackknife's.
 */

/** Square norms of one repeat. */
export interface NoiseSample {
  /** Mean over the small batches. */
  readonly small: number;
  /** Of the mean of their gradients. */
  readonly large: number;
}

export interface NoiseScale {
  /** B, in examples; Infinity where the gradient is lost in its noise. */
  readonly scale: number;
  /** One standard error of it; NaN for a single repeat. */
  readonly error: number;
  /** |G|² and tr Σ. */
  readonly signal: number;
  readonly noise: number;
}

export interface BatchSizes {
  readonly small: number;
  readonly large: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Infinity where no gradient can be told from the noise. */
function ratio(samples: readonly NoiseSample[], { small, large }: BatchSizes) {
  const ofSmall = mean(samples.map((sample) => sample.small));
  const ofLarge = mean(samples.map((sample) => sample.large));
  const signal = (large * ofLarge - small * ofSmall) / (large - small);
  const noise = (ofSmall - ofLarge) / (1 / small - 1 / large);
  return { signal, noise, scale: signal > 0 ? noise / signal : Infinity };
}

export function noiseScale(samples: readonly NoiseSample[], sizes: BatchSizes): NoiseScale {
  const whole = ratio(samples, sizes);
  const without = samples.map((_, i) => ratio(samples.toSpliced(i, 1), sizes).scale);
  const middle = mean(without);
  const squares = without.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  const n = samples.length;
  return { ...whole, error: n > 1 ? Math.sqrt(((n - 1) / n) * squares) : Number.NaN };
}

/** Adds gradients of small batches to that of the large one. */
export function noiseSampler(): { add(gradient: readonly Float32Array[]): void; readonly sample: () => NoiseSample } {
  let sums: Float64Array[] = [];
  let squares = 0;
  let added = 0;
  return {
    add(gradient) {
      if (added === 0) sums = gradient.map(({ length }) => new Float64Array(length));
      added++;
      for (const [i, values] of gradient.entries()) {
        const sum = sums[i] as Float64Array;
        for (let k = 0; k < values.length; k++) {
          const value = values[k] as number;
          squares += value * value;
          sum[k] = (sum[k] as number) + value;
        }
      }
    },
    sample() {
      let large = 0;
      for (const sum of sums) for (const value of sum) large += (value / added) ** 2;
      return { small: squares / added, large };
    },
  };
}

/** What a batch of so many examples is by the side of the scale. */
export function batchVerdict({ scale }: NoiseScale, batchSize: number): 'lost' | 'small' | 'near' | 'large' {
  if (!Number.isFinite(scale)) return 'lost';
  if (batchSize < scale / 2) return 'small';
  return batchSize > 2 * scale ? 'large' : 'near';
}
