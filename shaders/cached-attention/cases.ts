/**
 * A single head and feature, shared keys, odd heads, more positions and wider heads than a workgroup has invocations; positions past
 * the room of the cache.
 */
import type { CachedAttentionShape } from './kernel.ts';

export interface CachedAttentionCase extends CachedAttentionShape {
  /** Of the new token. */
  readonly position: number;
}

export const cachedAttentionCases: readonly CachedAttentionCase[] = [
  { heads: 1, keyHeads: 1, headWidth: 1, context: 1, positions: 'none', position: 0 },
  { heads: 4, keyHeads: 4, headWidth: 8, context: 16, positions: 'none', position: 5 },
  { heads: 6, keyHeads: 2, headWidth: 10, context: 12, positions: 'rope', position: 11 },
  { heads: 2, keyHeads: 1, headWidth: 7, context: 9, positions: 'alibi', position: 3 },
  { heads: 2, keyHeads: 1, headWidth: 6, context: 8, positions: 'alibi', position: 21 },
  { heads: 2, keyHeads: 2, headWidth: 4, context: 5, positions: 'rope', position: 5 },
  { heads: 3, keyHeads: 3, headWidth: 96, context: 200, positions: 'rope', position: 170 },
];
