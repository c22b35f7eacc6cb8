/** What heads of keys and values that are shared come to. */
import type { TransformerSettings } from './definition.ts';

/** K of the formulas: heads of keys and values. */
export const keyHeads = ({ heads, keyValueHeads }: TransformerSettings): number => keyValueHeads || heads;

/** Columns of queries, keys and values together. */
export const packedColumns = (settings: TransformerSettings): number =>
  settings.width + (2 * keyHeads(settings) * settings.width) / settings.heads;
