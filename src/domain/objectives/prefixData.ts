/**
 * Batches of which the first tokens are seen in full: of a task the question; of a text a beginning whose length is drawn anew
 * for every batch. One length serves the whole batch (T5 draws one for each row), so that the mask is a single number to a
 * recorded step.
 */
import { below, streams } from '../core/random.ts';
import type { DataSource, TokenBatch } from '../data/contract.ts';
import type { PrefixSettings } from './prefixLm.ts';

export function prefixData(data: DataSource, { longestPrefix }: PrefixSettings): DataSource {
  const { sameQuestions } = data;
  // Their prefixes are questions, of which a plain model names as little.
  if (sameQuestions) {
    return {
      ...data,
      ...sameQuestions,
      batch(seed, step, size, time) {
        const batch = sameQuestions.batch(seed, step, size, time);
        return { ...batch, plain: { inputs: batch.inputs, targets: batch.targets } };
      },
    };
  }
  return {
    ...data,
    batch(seed, step, size, time) {
      const most = Math.floor(longestPrefix * time);
      return withPrefix(data.batch(seed, step, size, time), below(seed, streams.objective, step, most + 1));
    },
    *validation(size, time, limit) {
      const prefix = Math.round((longestPrefix * time) / 2);
      for (const batch of data.validation(size, time, limit)) yield withPrefix(batch, prefix);
    },
  };
}

/** What stands in the prefix and is seen there by all is no target. */
function withPrefix(batch: TokenBatch, prefix: number): TokenBatch {
  if (prefix === 0) return { ...batch, prefix };
  const { time } = batch;
  const targets = batch.targets.map((target, i) => (i % time < prefix - 1 ? -1 : target));
  return { ...batch, targets, prefix, plain: { inputs: batch.inputs, targets: batch.targets } };
}
