/**
 * Counting instead of learning: interpolated n-gram models, the lines that a neural model has to beat.
 *
 *   p_k(w | h) = (1 − λ) p_{k−1}(w | h') + λ c(h, w) / c(h),   λ = c(h) / (c(h) + 5),   p_0 = 1 / V
 *
 * (Witten–Bell smoothing with a constant in place of the number of followers; Jurafsky & Martin, chapter 3.) Orders are
 * worked out one after another, so only one table is held at a time, and a validation token keeps just its probability.
 */
import { NgramTable } from './ngramTable.ts';

/** Weight of the order below, in observations. */
const discount = 5;

/** Tokens between two breaths of `ngramSteps`, a few milliseconds. */
const slice = 16384;

/** Longer training texts are sampled in blocks of this many consecutive tokens. */
const block = 65536;

export interface NgramOptions {
  readonly highestOrder?: number;
  /** At most this many training tokens are counted. */
  readonly maxTokens?: number;
}

export interface NgramResult {
  /** Loss on the validation tokens, nats per token; `lossNats[0]` is order 1. */
  readonly lossNats: readonly number[];
  /** Training tokens counted: fewer than there are if the text is longer than `maxTokens`. */
  readonly countedTokens: number;
}

/** All at once; a worker that must stay responsive steps through `ngramSteps` instead. */
export function ngramLosses(
  train: Int32Array,
  validation: Int32Array,
  size: number,
  options: NgramOptions = {},
): NgramResult {
  const steps = ngramSteps(train, validation, size, options);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * The loss of every order from 1, as a generator that returns the result and yields often. Every validation token but
 * the first is predicted, from as many tokens before it as the order asks for and the text has.
 */
export function* ngramSteps(
  train: Int32Array,
  validation: Int32Array,
  size: number,
  { highestOrder = 5, maxTokens = 12_000_000 }: NgramOptions = {},
): Generator<undefined, NgramResult, undefined> {
  const counted = sampled(train, maxTokens);
  const probabilities = new Float64Array(validation.length).fill(1 / size);
  // Number of the (k−1)-gram that starts at each position; -1 where training has never seen it. All empty for k = 1.
  const trainIds = new Int32Array(counted.length);
  const validationIds = new Int32Array(validation.length);
  let contexts = Int32Array.of(counted.length);
  const lossNats: number[] = [];

  for (let order = 1; order <= highestOrder; order++) {
    const table = new NgramTable();
    for (let i = 0; i + order <= counted.length; i++) {
      trainIds[i] = table.add(trainIds[i] ?? 0, counted[i + order - 1] ?? 0);
      if (i % slice === slice - 1) yield;
    }
    let sum = 0;
    for (let i = 0; i + order <= validation.length; i++) {
      const target = i + order - 1;
      const context = validationIds[i] ?? -1;
      const id = context < 0 ? -1 : table.find(context, validation[target] ?? 0);
      const contextCount = context < 0 ? 0 : (contexts[context] ?? 0);
      const count = id < 0 ? 0 : (table.counts[id] ?? 0);
      probabilities[target] = (discount * (probabilities[target] ?? 0) + count) / (discount + contextCount);
      validationIds[i] = id;
      if (i % slice === slice - 1) yield;
    }
    for (let i = 1; i < probabilities.length; i++) sum -= Math.log(probabilities[i] ?? 0);
    lossNats.push(sum / (validation.length - 1));
    contexts = table.counts;
    // As a context, the n-gram at the very end of the text has no follower.
    const last = counted.length - order;
    if (last >= 0) contexts[trainIds[last] ?? 0] = (contexts[trainIds[last] ?? 0] ?? 0) - 1;
  }
  return { lossNats, countedTokens: counted.length };
}

/** The text itself, or blocks spread evenly over it. */
function sampled(tokens: Int32Array, maxTokens: number): Int32Array {
  if (tokens.length <= maxTokens) return tokens;
  const width = Math.min(block, maxTokens);
  const blocks = Math.floor(maxTokens / width);
  const out = new Int32Array(blocks * width);
  for (let i = 0; i < blocks; i++) {
    const start = blocks === 1 ? 0 : Math.floor((i * (tokens.length - width)) / (blocks - 1));
    out.set(tokens.subarray(start, start + width), i * width);
  }
  return out;
}
