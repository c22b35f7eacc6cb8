/** Generations in progress, so that they can be stopped. */
import { fillBlanks } from '../engine/fillBlanks.ts';
import { generate, type TokenReader } from '../engine/generate.ts';
import type { RowReader } from '../engine/prefixReader.ts';
import { readerOf, rowReader } from '../engine/speak.ts';
import type { TrainingSession } from '../engine/train/trainingSession.ts';
import type { CacheBits } from '../domain/models/decoding/cache.ts';
import type { Tokenizer } from '../domain/tokenizers/contract.ts';
import { fillsBlanks } from '../domain/objectives/index.ts';
import { withMask } from '../domain/tokenizers/withMask.ts';
import type { Emit, RequestPayload, RequestResult, SampledToken } from '../protocol/protocol.ts';

/** A model that can speak. */
export interface Speaker {
  readonly tokenizer: Tokenizer;
  readonly decoder: () => Promise<TokenReader>;
  /** Of a model that fills blanks instead of going on. */
  readonly filler?: RowReader;
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
    async start({ tokenizer, decoder, filler, klNats }, { generationId, prompt, options }) {
      wanted.add(generationId);
      const { ids, unknown } = tokenizer.encode(prompt);
      const token = (said: SampledToken, fromPrompt: boolean): boolean => {
        emit('generate.token', { generationId, token: said, fromPrompt, ...(klNats && { klNats: klNats() }) });
        return !wanted.has(generationId);
      };
      let reader: TokenReader | null = null;
      try {
        if (filler) {
          const tokens = await fillBlanks({ reader: filler, tokenizer: withMask(tokenizer), ids, token });
          return { tokens, unknown };
        }
        reader = await decoder();
        const tokens = await generate({ decoder: reader, tokenizer, prompt: ids, options, token });
        return { tokens, unknown };
      } finally {
        wanted.delete(generationId);
        reader?.dispose?.();
      }
    },
    stop(generationId) {
      wanted.delete(generationId);
    },
  };
}

/** The model of a run. */
export const speakerOf = (session: TrainingSession, cacheBits: CacheBits | undefined): Speaker => ({
  tokenizer: session.data.tokenizer,
  decoder: () => readerOf(session, cacheBits),
  ...(fillsBlanks(session.config) && { filler: rowReader(session) }),
});
