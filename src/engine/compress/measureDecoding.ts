/** What a token costs from the model of a session and from what became of it. */
import type { CompressedModel } from '../../domain/compression/recipe/compress.ts';
import { resolve } from '../../domain/config/resolve.ts';
import type { Weights } from '../../domain/models/contract.ts';
import type { DecodingFigures } from '../../protocol/execution.ts';
import type { TrainingSession } from '../train/session.ts';
import { decodingWeights } from './decodingWeights.ts';
import { timeDecoding, type TimingOptions } from './timeDecoding.ts';

/** Tokens read in a round; fewer where the context is shorter. */
const tokensRead = 32;
/** For both models together. */
const budgetMs = 300;

/** Null if it was ended. @param weights of the model itself */
export async function measureDecoding(
  { config, data }: TrainingSession,
  weights: Weights<Float32Array>,
  model: CompressedModel,
  pause: TimingOptions['pause'],
): Promise<DecodingFigures | null> {
  const { definition, settings } = resolve(config).model;
  const vocabulary = data.tokenizer.size;
  const { weights: packed, decoded } = decodingWeights(model);
  const before = definition.decoder(settings, vocabulary, weights);
  const after = definition.decoder(settings, vocabulary, packed);
  const time = Math.min(tokensRead, data.window(definition.context(settings)));
  const tokens = data.batch(config.seed, 0, 1, time).inputs;
  const times = await timeDecoding([before, after], { tokens, budgetMs, pause });
  if (!times) return null;
  const [beforeMs = NaN, afterMs = NaN] = times;
  return {
    machine: 'arrays',
    before: { msPerToken: beforeMs, weightBytes: before.weightBytes },
    after: { msPerToken: afterMs, weightBytes: after.weightBytes },
    cacheBytes: after.cacheBytes,
    decoded,
  };
}
