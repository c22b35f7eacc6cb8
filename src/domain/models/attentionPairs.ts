/**
 * Pairs of tokens that causal attention puts together in a sequence of T tokens, half of T×T; with a window W shorter than
 * it, the band W·T − W²/2.
 */
export function attentionPairs(time: number, window: number): number {
  const seen = window === 0 ? time : Math.min(window, time);
  return seen * time - seen ** 2 / 2;
}
