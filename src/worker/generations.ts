/** Generations in progress, so that they can be stopped. */
import { generate, type TokenReader } from '../engine/generate.ts';
import type { Tokenizer } from '../domain/tokenizers/contract.ts';
import type { Emit, RequestPayload, RequestResult } from '../protocol/protocol.ts';

/** A model that can speak. */
export interface Speaker {
  readonly tokenizer: Tokenizer;
  readonly decoder: () => Promise<TokenReader>;
  /** How far it is from the model that it is compared with about the token in hand. */
  readonly klNats?: () => number | null;
}

export interface Generations {
  start(speaker: Speaker, request: RequestPayload<'generate.start'>): Promise<RequestResult<'generate.start'>>;
  stop(generationId: number): void;
}

export function generations(emit: Emit): Generations {
  const wanted = new Set<number>();
  return {
    async start({ tokenizer, decoder, klNats }, { generationId, prompt, options }) {
      wanted.add(generationId);
      const { ids, unknown } = tokenizer.encode(prompt);
      const reader = await decoder();
      try {
        const tokens = await generate({
          decoder: reader,
          tokenizer,
          prompt: ids,
          options,
          token(token, fromPrompt) {
            emit('generate.token', { generationId, token, fromPrompt, ...(klNats && { klNats: klNats() }) });
            return !wanted.has(generationId);
          },
        });
        return { tokens, unknown };
      } finally {
        wanted.delete(generationId);
        reader.dispose?.();
      }
    },
    stop(generationId) {
      wanted.delete(generationId);
    },
  };
}
