/** Generations in progress, so that they can be stopped. */
import { generate } from '../engine/generate.ts';
import type { TrainingSession } from '../engine/train/session.ts';
import type { Emit, RequestPayload, RequestResult } from '../protocol/protocol.ts';

export interface Generations {
  start(session: TrainingSession, request: RequestPayload<'generate.start'>): Promise<RequestResult<'generate.start'>>;
  stop(generationId: number): void;
}

export function generations(emit: Emit): Generations {
  const wanted = new Set<number>();
  return {
    async start(session, { generationId, prompt, options }) {
      wanted.add(generationId);
      const { tokenizer } = session.data;
      const { ids, unknown } = tokenizer.encode(prompt);
      const tokens = await generate({
        decoder: await session.decoder(),
        tokenizer,
        prompt: ids,
        options,
        token(token, fromPrompt) {
          emit('generate.token', { generationId, token, fromPrompt });
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
