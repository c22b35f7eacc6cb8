/** n-gram baselines of a data source, counted in slices so that the worker keeps answering. */
import type { DataSource } from '../domain/data/contract.ts';
import { ngramSteps } from '../domain/metrics/ngram.ts';
import { breath } from '../engine/breath.ts';
import type { Baseline } from '../protocol/protocol.ts';

/** Empty for generated tasks: there is no text to count. */
export async function baselinesOf({ tokens, tokenizer }: DataSource): Promise<readonly Baseline[]> {
  if (!tokens) return [];
  const steps = ngramSteps(tokens.train, tokens.validation, tokenizer.size);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value.lossNats.map((lossNats, i) => ({ order: i + 1, lossNats }));
    await breath();
  }
}
