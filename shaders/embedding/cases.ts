/** One token, rows that no token names, rows that many do, widths that are no multiple of four. */
import type { EmbeddingShape } from './kernel.ts';

export const embeddingCases: readonly EmbeddingShape[] = [
  { rows: 1, vocabulary: 2, width: 1 },
  { rows: 33, vocabulary: 65, width: 13 },
  { rows: 512, vocabulary: 7, width: 64 },
  { rows: 65, vocabulary: 300, width: 20 },
];
