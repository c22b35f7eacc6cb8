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
  /** Highest n-gram order beaten; 1 is better than guessing, 0 is not. */
  readonly beaten: number;
  readonly beatenLoss: number;
  readonly next: Baseline | null;
}

export function standing(lossNats: number, uniformLossNats: number, baselines: readonly Baseline[]): Standing {
  const ascending = baselines.toSorted((a, b) => a.order - b.order);
  const best = ascending.filter((baseline) => lossNats < baseline.lossNats).at(-1);
  const next =
    ascending.find((baseline) => lossNats >= baseline.lossNats && baseline.order > (best?.order ?? 0)) ?? null;
  return {
    beaten: best?.order ?? (lossNats < uniformLossNats ? 1 : 0),
    beatenLoss: best?.lossNats ?? uniformLossNats,
    next,
  };
}

export function perplexityVerdict(lossNats: number, uniformLossNats: number, baselines: readonly Baseline[]): Verdict {
  const { beaten, beatenLoss, next } = standing(lossNats, uniformLossNats, baselines);
  if (beaten === 0) return { key: 'verdictWorseThanGuessing', tone: 'bad' };
  if (beaten === 1) return { key: 'verdictBetterThanGuessing', tone: 'plain' };
  const values = { order: beaten, loss: beatenLoss.toFixed(2) };
  return next === null
    ? { key: 'verdictBeatsAll', values, tone: 'good' }
    : { key: 'verdictBeats', values, tone: 'good' };
}

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
  return { ability: abilities[Math.min(beaten, abilities.length - 1)] ?? 'abilityNoise', next };
}

export function taskVerdict(accuracy: number): MessageKey {
  if (accuracy >= 0.99) return 'taskSolved';
  if (accuracy >= 0.6) return 'taskMostly';
  return accuracy >= 0.05 ? 'taskSome' : 'taskGuessing';
}
