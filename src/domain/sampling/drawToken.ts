/**
 * The next token from logits: temperature, then top-k, then top-p on what is left (the order of Hugging Face's logits
 * warpers), then one uniform number against the cumulative probabilities. Ties go to the smaller id, so that a draw
 * does not depend on a sorting algorithm.
 * Sources: Fan et al. 2018 (top-k), Holtzman et al. 2020 (top-p).
 */
import { TrimtabError } from '../core/errors.ts';
import { streams, uniform } from '../core/random.ts';
import type { SamplingSettings } from './params.ts';

export interface Candidate {
  readonly id: number;
  /** Under the model itself: temperature 1, nothing cut off. */
  readonly probability: number;
}

export interface Draw extends Candidate {
  /** Most probable tokens first. */
  readonly alternatives: readonly Candidate[];
}

export type DrawOptions = Pick<SamplingSettings, 'temperature' | 'topK' | 'topP'>;

export const shownAlternatives = 8;

/** @param counter position of the token in its generation, so that a draw depends on nothing drawn before. */
export function drawToken(logits: ArrayLike<number>, options: DrawOptions, seed: number, counter: number): Draw {
  return drawAt(logits, options, uniform(seed, streams.sample, counter));
}

/** @param u uniform in [0, 1). */
export function drawAt(logits: ArrayLike<number>, { temperature, topK, topP }: DrawOptions, u: number): Draw {
  const probabilities = softmax(logits, 1);
  const ranked = rank(logits);
  const alternatives = Array.from(ranked.subarray(0, shownAlternatives), (id) => ({
    id,
    probability: probabilities[id] ?? 0,
  }));
  const id = temperature === 0 ? first(ranked) : pick(ranked, softmax(logits, temperature), topK, topP, u);
  return { id, probability: probabilities[id] ?? 0, alternatives };
}

/** Shifted by the largest logit, so that nothing overflows; minus infinity is a token that cannot come. */
export function softmax(logits: ArrayLike<number>, temperature: number): Float64Array {
  let largest = -Infinity;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] ?? NaN;
    if (Number.isNaN(logit) || logit === Infinity) throw new TrimtabError('non-finite', { what: 'logits' });
    largest = Math.max(largest, logit);
  }
  if (largest === -Infinity) throw new TrimtabError('non-finite', { what: 'logits' });
  const result = Float64Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  const sum = result.reduce((total, value) => total + value, 0);
  return result.map((value) => value / sum);
}

/** Token ids, most probable first. */
function rank(logits: ArrayLike<number>): Int32Array {
  const ids = Int32Array.from(logits, (_, id) => id);
  return ids.toSorted((a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b);
}

function pick(ranked: Int32Array, probabilities: Float64Array, topK: number, topP: number, u: number): number {
  const kept = topK === 0 ? ranked.length : Math.min(topK, ranked.length);
  const mass = sumOf(ranked, probabilities, kept);
  const limit = topP < 1 ? nucleus(ranked, probabilities, kept, topP * mass) : kept;
  const target = u * sumOf(ranked, probabilities, limit);
  let reached = 0;
  for (let place = 0; place < limit; place++) {
    const id = ranked[place] ?? 0;
    reached += probabilities[id] ?? 0;
    if (reached >= target) return id;
  }
  return first(ranked);
}

/** How many of the most probable tokens it takes to reach this mass; at least one. */
function nucleus(ranked: Int32Array, probabilities: Float64Array, kept: number, mass: number): number {
  let reached = 0;
  for (let place = 0; place < kept; place++) {
    reached += probabilities[ranked[place] ?? 0] ?? 0;
    if (reached >= mass) return place + 1;
  }
  return kept;
}

function sumOf(ranked: Int32Array, probabilities: Float64Array, count: number): number {
  let sum = 0;
  for (let place = 0; place < count; place++) sum += probabilities[ranked[place] ?? 0] ?? 0;
  return sum;
}

const first = (ranked: Int32Array): number => ranked[0] ?? 0;
