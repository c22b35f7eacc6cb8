/**
 * What a token costs: several decoders read the same tokens in turns, so that whatever else the machine does meanwhile
 * meets all of them alike, and the median of the rounds counts.
 */
import { median } from '../../domain/metrics/median.ts';
import type { TokenReader } from '../generate.ts';

export interface TimingOptions {
  /** Read from the beginning in every round. */
  readonly tokens: ArrayLike<number>;
  /** For all rounds together, once one is done. */
  readonly budgetMs: number;
  /** Called between two readings with the share that is done; true ends the measurement. */
  readonly pause: (share: number) => Promise<boolean>;
}

/** Enough for a median; a slow model ends sooner. */
const mostRounds = 9;
/** Between two pauses. */
const stretchMs = 30;

/** Milliseconds per token of each; null if it was ended. */
export async function timeDecoding(
  readers: readonly TokenReader[],
  { tokens, budgetMs, pause }: TimingOptions,
): Promise<readonly number[] | null> {
  const times = readers.map((): number[] => []);
  let spentMs = 0;

  /** Of all tokens; what happens in pauses does not count. */
  async function reading(reader: TokenReader, round: number): Promise<number | null> {
    let ms = 0;
    let stretch = Infinity;
    reader.reset();
    for (let t = 0; t < tokens.length; t++) {
      if (stretch > stretchMs) {
        if (await pause(Math.min(1, Math.max((spentMs + ms) / budgetMs, round / (mostRounds + 1))))) return null;
        stretch = 0;
      }
      const startedAt = performance.now();
      const logits = reader.step(tokens[t] ?? 0);
      if (logits instanceof Promise) await logits;
      const took = performance.now() - startedAt;
      ms += took;
      stretch += took;
    }
    return ms;
  }

  // The first round is that of compilers and caches. It counts only where there is no time for another.
  for (let round = 0; round <= mostRounds && spentMs < budgetMs; round++) {
    if (round === 1) times.forEach((of) => of.splice(0));
    for (const [i, reader] of readers.entries()) {
      const ms = await reading(reader, round);
      if (ms === null) return null;
      spentMs += ms;
      times[i]?.push(ms / tokens.length);
    }
  }
  return times.map(median);
}
