/** Generations in progress, so that they can be stopped. */
import { generate } from '../engine/generate.ts';
import type { Tokenizer } from '../domain/tokenizers/contract.ts';
import type { Decoder } from '../domain/models/contract.ts';
import type { Emit, RequestPayload, RequestResult } from '../protocol/protocol.ts';

/** A model that can speak. */
export interface Speaker {
  readonly tokenizer: Tokenizer;
  readonly decoder: () => Promise<Decoder>;
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
      const tokens = await generate({
        decoder: await decoder(),
        tokenizer,
        prompt: ids,
        options,
        token(token, fromPrompt) {
          emit('generate.token', { generationId, token, fromPrompt, ...(klNats && { klNats: klNats() }) });
          return !wanted.has(generationId);
        },
      });
      wanted.delete(generationId);
      return { tokens, unknown };
    },
    stop(generationId) {
      wanted.delete(generationId);
    },
  };
}
