/** What a model thought of the token that came: its loss, its rank, and the tokens that it thought more probable. */
import { logSumExp } from '../metrics/logSumExp.ts';
import type { Candidate } from '../sampling/drawToken.ts';

export interface TokenLoss {
  readonly lossNats: number;
  /** 1 is the most probable; tokens of the same probability share the better rank. */
  readonly rank: number;
  readonly probability: number;
  /** Most probable first; ties go to the smaller id. */
  readonly top: readonly Candidate[];
}

export const shownCandidates = 5;

/** @param logits [V] */
export function tokenLoss(logits: Float32Array, target: number): TokenLoss {
  const whole = logSumExp(logits);
  const own = logits[target] ?? Number.NaN;
  let rank = 1;
  const best: number[] = [];
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (logit > own) rank++;
    let place = best.length;
    while (place > 0 && logit > (logits[best[place - 1] as number] as number)) place--;
    if (place >= shownCandidates) continue;
    best.splice(place, 0, id);
    best.length = Math.min(best.length, shownCandidates);
  }
  return {
    lossNats: whole - own,
    rank,
    probability: Math.exp(own - whole),
    top: best.map((id) => ({ id, probability: Math.exp((logits[id] as number) - whole) })),
  };
}
