/** One name for a corpus as a tokenizer reads it; the person's own text is in it by its fingerprint. */
import type { ExperimentConfig } from '../domain/config/schema.ts';

export const dataKey = (data: ExperimentConfig['data']): string =>
  JSON.stringify(Object.entries(data).toSorted(([a], [b]) => (a < b ? -1 : 1)));
