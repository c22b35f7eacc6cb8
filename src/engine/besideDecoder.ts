/** Two models that read the same text: one of them writes it. */
import { klDivergence } from '../domain/metrics/klDivergence.ts';
import type { Decoder } from '../domain/models/contract.ts';

export interface BesideDecoder extends Decoder {
  /** KL divergence of the original from the compressed model about the next token, nats; null before anything was read. */
  readonly klNats: () => number | null;
}

/** The logits are the writer's. */
export function besideDecoder(
  decoders: { readonly original: Decoder; readonly compressed: Decoder },
  writer: 'original' | 'compressed',
): BesideDecoder {
  const { original, compressed } = decoders;
  let latest: number | null = null;
  return {
    reset() {
      latest = null;
      original.reset();
      compressed.reset();
    },
    step(token) {
      const logits = { original: original.step(token), compressed: compressed.step(token) };
      latest = klDivergence(logits.original, logits.compressed);
      return logits[writer];
    },
    klNats: () => latest,
  };
}
