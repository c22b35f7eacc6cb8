/**
 * Pairs of tokens that causal attention puts together in a sequence of T tokens, half of T×T; with a window W shorter than
 * it, the band W·T − W²/2. A prefix of P tokens that see all of each other has as many again above the diagonal.
 */
export const attentionPairs = (time: number, window: number, prefix = 0): number =>
  band(time, window) + band(prefix, window);

function band(length: number, window: number): number {
  const seen = window === 0 ? length : Math.min(window, length);
  return seen * length - seen ** 2 / 2;
}
