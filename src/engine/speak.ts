/** How a model that is in training answers to a text: the text goes on, or its blanks are filled, as its objective taught it. */
import { resolve } from '../domain/config/resolve.ts';
import type { CacheBits } from '../domain/models/decoding/cache.ts';
import type { TokenReader } from './generate.ts';
import { prefixReader, type RowReader } from './prefixReader.ts';
import type { TrainingSession } from './train/trainingSession.ts';

/** For text that goes on. */
export async function readerOf(session: TrainingSession, cacheBits?: CacheBits): Promise<TokenReader> {
  const { looksAhead } = resolve(session.config).objective.definition;
  return looksAhead ? prefixReader(rowReader(session)) : session.decoder(cacheBits);
}

export const rowReader = (session: TrainingSession): RowReader => ({
  time: session.window,
  read: (tokens, prefix) => session.readRow(tokens, prefix),
});
