/**
 * Words beside the numbers. A loss means little by itself; what it beats means something everywhere: guessing, then
 * counting letters in contexts of two, three, four and five, whose losses were measured on the same text.
 */
import type { Baseline } from '../../protocol/protocol.ts';
import type { MessageKey, MessageValues } from '../../i18n/translate.ts';

export interface Verdict {
  readonly key: MessageKey;
  readonly values?: MessageValues;
  readonly tone: 'good' | 'plain' | 'bad';
}

interface Standing {
  readonly betterThanGuessing: boolean;
  /** The longest n-gram model that is beaten. */
  readonly beaten: Baseline | null;
  /** The next one to beat. */
  readonly next: Baseline | null;
}

export function standing(lossNats: number, uniformLossNats: number, baselines: readonly Baseline[]): Standing {
  const ascending = baselines.toSorted((a, b) => a.order - b.order);
  const beaten = ascending.findLast((baseline) => lossNats < baseline.lossNats) ?? null;
  const next = ascending.find(({ order, lossNats: its }) => order > (beaten?.order ?? 0) && lossNats >= its) ?? null;
  return { betterThanGuessing: lossNats < uniformLossNats, beaten, next };
}

export function perplexityVerdict(lossNats: number, uniformLossNats: number, baselines: readonly Baseline[]): Verdict {
  const { betterThanGuessing, beaten, next } = standing(lossNats, uniformLossNats, baselines);
  if (!betterThanGuessing) return { key: 'verdictWorseThanGuessing', tone: 'bad' };
  if (beaten === null) return { key: 'verdictBetterThanGuessing', tone: 'plain' };
  const values = { order: beaten.order, loss: beaten.lossNats.toFixed(2) };
  return { key: next === null ? 'verdictBeatsAll' : 'verdictBeats', values, tone: 'good' };
}

/** By the longest n-gram model that is beaten, from none to five. */
const abilities: readonly MessageKey[] = [
  'abilityNoise',
  'abilityFrequencies',
  'abilityPairs',
  'abilitySyllables',
  'abilityWords',
  'abilityPhrases',
];

/** What the text looks like at this loss. */
export function abilityVerdict(
  lossNats: number,
  uniformLossNats: number,
  baselines: readonly Baseline[],
): { readonly ability: MessageKey; readonly next: Baseline | null } {
  const { beaten, next } = standing(lossNats, uniformLossNats, baselines);
  return { ability: abilities[Math.min(beaten?.order ?? 0, abilities.length - 1)] ?? 'abilityNoise', next };
}

export function taskVerdict(accuracy: number): MessageKey {
  if (accuracy >= 0.99) return 'taskSolved';
  if (accuracy >= 0.6) return 'taskMostly';
  return accuracy >= 0.05 ? 'taskSome' : 'taskGuessing';
}
