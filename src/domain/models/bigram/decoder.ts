/** A row of the table for every token; nothing is remembered. */
import type { ModelDecoding } from '../contract.ts';
import { residentBytes, tableOf } from '../decoding/matrices.ts';
import { table } from './definition.ts';

export const bigramDecoding: ModelDecoding = {
  decoder(_, vocabulary, weights) {
    const rows = tableOf(weights, table, vocabulary);
    const logits = new Float32Array(vocabulary);
    return {
      weightBytes: residentBytes(weights),
      cacheBytes: 0,
      reset: () => undefined,
      step(token) {
        rows.row(token, logits);
        return logits;
      },
    };
  },
};
