/** Two models that read the same text: one of them writes it. */
import { klDivergence } from '../domain/metrics/klDivergence.ts';
import type { TokenReader } from './generate.ts';

export interface BesideReader extends TokenReader {
  /** KL divergence of the original from the compressed model about the next token, nats; null before anything was read. */
  readonly klNats: () => number | null;
}

/** The logits are the writer's. */
export function besideReader(
  readers: { readonly original: TokenReader; readonly compressed: TokenReader },
  writer: 'original' | 'compressed',
): BesideReader {
  const { original, compressed } = readers;
  let latest: number | null = null;
  return {
    reset() {
      latest = null;
      original.reset();
      compressed.reset();
    },
    async step(token) {
      // One after the other: they may share a device.
      const logits = { original: await original.step(token), compressed: await compressed.step(token) };
      latest = klDivergence(logits.original, logits.compressed);
      return logits[writer];
    },
    dispose() {
      original.dispose?.();
      compressed.dispose?.();
    },
    klNats: () => latest,
  };
}
