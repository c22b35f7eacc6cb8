/** A text whose hidden tokens a model names, each from all that is not hidden: the most probable one for each, at once. */
import { drawToken } from '../domain/sampling/drawToken.ts';
import type { MaskingTokenizer } from '../domain/tokenizers/withMask.ts';
import type { SampledToken } from '../protocol/protocol.ts';
import type { RowReader } from './prefixReader.ts';

export interface FillRequest {
  readonly reader: RowReader;
  readonly tokenizer: MaskingTokenizer;
  readonly ids: ArrayLike<number>;
  /** Places whose tokens are asked for; without, those that hold the mask token. */
  readonly asked?: (place: number) => boolean;
  /** Returns true to end early. */
  readonly token: (token: SampledToken, fromPrompt: boolean) => boolean;
}

const surest = { temperature: 0, topK: 0, topP: 1 } as const;

/** Resolves with the number of tokens named. A text without any gets one at its end. */
export async function fillBlanks({ reader, tokenizer, ids, asked, token }: FillRequest): Promise<number> {
  const { mask, size } = tokenizer;
  const text = Array.from(ids);
  const isAsked = asked ?? ((place: number) => text[place] === mask);
  if (!text.some((_, place) => isAsked(place))) text.push(mask);
  let named = 0;
  for (let from = 0; from < text.length; from += reader.time) {
    const part = text.slice(from, from + reader.time);
    const logits = await reader.read(part, part.length);
    for (const [i, id] of part.entries()) {
      const own = isAsked(from + i);
      if (own) named++;
      if (token(own ? guess(logits.slice(i * size, (i + 1) * size), tokenizer) : given(id, tokenizer), !own))
        return named;
    }
  }
  return named;
}

function guess(logits: Float32Array, tokenizer: MaskingTokenizer): SampledToken {
  // Never the answer.
  logits[tokenizer.mask] = -Infinity;
  const { id, probability, alternatives } = drawToken(logits, surest, 0, 0);
  return {
    id,
    text: tokenizer.decode([id]),
    probability,
    alternatives: alternatives
      .filter((choice) => choice.id !== tokenizer.mask)
      .map((choice) => ({ label: tokenizer.label(choice.id), probability: choice.probability })),
  };
}

/** The model says nothing about what it was shown. */
const given = (id: number, tokenizer: MaskingTokenizer): SampledToken => ({
  id,
  text: tokenizer.decode([id]),
  probability: Number.NaN,
  alternatives: [],
});
