/** Generation token by token from a decoder, with what the model thought of every token, the prompt's included. */
import { drawToken, shownAlternatives, softmax, type Candidate } from '../domain/sampling/drawToken.ts';
import type { Tokenizer } from '../domain/tokenizers/contract.ts';
import type { SampledToken, SamplingOptions } from '../protocol/protocol.ts';
import { breath } from './breath.ts';

/** Reads tokens and says what may come next: a decoder, or one that waits for a device. */
export interface TokenReader {
  reset(): void;
  /** Logits [V] of the next token, until the next call. */
  step(token: number): Float32Array | Promise<Float32Array>;
  /** Reads a whole prompt at once, where its tokens see each other; nothing is then said about them. */
  readPrompt?(prompt: Int32Array): Promise<Float32Array>;
  /** Gives back what it holds on a device. */
  dispose?(): void;
}

export interface GenerationRequest {
  readonly decoder: TokenReader;
  readonly tokenizer: Tokenizer;
  readonly prompt: Int32Array;
  readonly options: SamplingOptions;
  /** Returns true to end the generation early. */
  readonly token: (token: SampledToken, fromPrompt: boolean) => boolean;
}

/** Tokens between two pauses in which messages are handled. */
const stride = 4;

/** Resolves with the number of tokens generated. An empty prompt starts from token 0. */
export async function generate({ decoder, tokenizer, prompt, options, token }: GenerationRequest): Promise<number> {
  const texts = textPieces(tokenizer);
  const show = (id: number, probability: number, candidates: readonly Candidate[]): SampledToken => ({
    id,
    text: texts(id),
    probability,
    alternatives: candidates.map((candidate) => ({
      label: tokenizer.label(candidate.id),
      probability: candidate.probability,
    })),
  });
  decoder.reset();
  let logits = prompt.length === 0 ? await decoder.step(0) : new Float32Array();
  if (decoder.readPrompt && prompt.length > 0) {
    for (const id of prompt) if (token(show(id, Number.NaN, []), true)) return 0;
    logits = await decoder.readPrompt(prompt);
  } else {
    for (const [i, id] of prompt.entries()) {
      const probabilities = i === 0 ? new Float64Array() : softmax(logits, 1);
      if (token(show(id, probabilities[id] ?? Number.NaN, topOf(probabilities)), true)) return 0;
      logits = await decoder.step(id);
      if (i % stride === stride - 1) await breath();
    }
  }
  for (let i = 0; i < options.maxTokens; i++) {
    const draw = drawToken(logits, options, options.seed, i);
    if (token(show(draw.id, draw.probability, draw.alternatives), false)) return i + 1;
    logits = await decoder.step(draw.id);
    if (i % stride === stride - 1) await breath();
  }
  return options.maxTokens;
}

function topOf(probabilities: Float64Array): readonly Candidate[] {
  return Array.from(probabilities, (probability, id) => ({ id, probability }))
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, shownAlternatives);
}

/** Nothing but bytes that make no character (yet), as tokenizers write them: ⟨E4⟩⟨B8⟩. */
const loneBytes = /^(⟨[0-9A-F]{2}⟩)+$/;

/**
 * The text that each token adds. A token that ends in the middle of a character adds nothing; the one that completes
 * it adds the whole character.
 */
export function textPieces(tokenizer: Tokenizer): (id: number) => string {
  let pending: number[] = [];
  return (id) => {
    pending.push(id);
    const text = tokenizer.decode(pending);
    // At most four bytes make a character; what is still broken then stays broken and is shown as its bytes.
    if (loneBytes.test(text) && pending.length < 4) return '';
    pending = [];
    return text;
  };
}
