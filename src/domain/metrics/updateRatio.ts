/**
 * How much a step moves a tensor, measured by its own size: ‖Δp‖/‖p‖. Around 1e-3 is where training usually goes well
 * (Stanford CS231n, notes "Neural Networks Part 3", on the ratio of weights to updates). It is a rule of thumb: half a power
 * of ten to either side counts as usual, and only a ratio far off, and that for a while, is worth a sentence.
 */
import type { TensorNorms } from './tensorNorms.ts';

export const usualRatio = 1e-3;
/** The zone around it. */
export const usualRatios = [usualRatio / Math.sqrt(10), usualRatio * Math.sqrt(10)] as const;

/** NaN where there is nothing to measure by, as with a bias that is still zero. */
export const updateRatio = ({ update, parameter }: TensorNorms): number =>
  parameter > 0 ? update / parameter : Number.NaN;

export type RatioClass = 'none' | 'tiny' | 'small' | 'usual' | 'large' | 'huge';

/** `tiny` and `huge` are more than a power of ten beyond the zone. */
export function ratioClass(ratio: number): RatioClass {
  const [low, high] = usualRatios;
  if (!Number.isFinite(ratio)) return 'none';
  if (ratio < low / 10) return 'tiny';
  if (ratio < low) return 'small';
  if (ratio <= high) return 'usual';
  return ratio <= 10 * high ? 'large' : 'huge';
}

export interface RatioEvidence {
  /** Of the model's matrices together, over the last part of the run, oldest first. */
  readonly ratios: readonly number[];
  /** Learning rates of those steps. */
  readonly learningRate: number;
  /** Largest learning rate so far. */
  readonly peakLearningRate: number;
  /** Norms of the gradient of those matrices at the steps of `ratios`, and the largest so far. */
  readonly gradients: readonly number[];
  readonly peakGradient: number;
}

export type RatioVerdict =
  /** Too few steps to speak of. */
  | { readonly kind: 'early' }
  | { readonly kind: 'usual' }
  /** Outside the zone, though not far. `factor`: how many times smaller, or larger, than usual. */
  | { readonly kind: 'small' | 'large'; readonly factor: number }
  | { readonly kind: 'low-rate' | 'scheduled' | 'flat' | 'high-rate'; readonly factor: number };

const fewestRatios = 8;
/** A rate that the schedule has brought below this share of its peak, or not yet above it, is small on purpose. */
const scheduledShare = 0.3;
/** Gradients that have fallen below this share of their peak make small updates at any rate. */
const flatShare = 0.03;

/** Of single steps too much varies. NaN if there is none. */
function medianOf(values: readonly number[]): number {
  const ascending = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  return ascending[Math.floor(ascending.length / 2)] ?? Number.NaN;
}

/** What can be said of the learning rate: that it is low only if nothing else explains small updates. */
export function ratioVerdict(evidence: RatioEvidence): RatioVerdict {
  const { ratios, learningRate, peakLearningRate, gradients, peakGradient } = evidence;
  const median = medianOf(ratios);
  if (ratios.filter(Number.isFinite).length < fewestRatios) return { kind: 'early' };
  const found = ratioClass(median);
  if (found === 'usual') return { kind: found };
  const factor = Math.max(median / usualRatio, usualRatio / median);
  if (found === 'huge') return { kind: 'high-rate', factor };
  if (found === 'small' || found === 'large') return { kind: found, factor };
  if (learningRate < scheduledShare * peakLearningRate) return { kind: 'scheduled', factor };
  return { kind: medianOf(gradients) < flatShare * peakGradient ? 'flat' : 'low-rate', factor };
}
