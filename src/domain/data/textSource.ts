/** A tokenised text. Training windows start anywhere; validation windows follow one another without overlap. */
import { TrimtabError } from '../core/errors.ts';
import { below, streams } from '../core/random.ts';
import type { Tokenizer } from '../tokenizers/contract.ts';
import type { DataSource, TokenBatch } from './contract.ts';
import { spread } from './spread.ts';

/** Characters of the training text shown to the person. */
export const excerptLength = 600;

export function createTextSource(tokenizer: Tokenizer, trainText: string, validationText: string): DataSource {
  const train = tokenizer.encode(trainText).ids;
  const validation = tokenizer.encode(validationText).ids;
  return createTokenSource(tokenizer, { train, validation }, trainText.slice(0, excerptLength));
}

/** The same of texts that have been encoded. */
export function createTokenSource(
  tokenizer: Tokenizer,
  { train, validation }: { readonly train: Int32Array; readonly validation: Int32Array },
  excerpt: string,
): DataSource {
  const rows = (tokens: Int32Array, starts: readonly number[], time: number): TokenBatch => {
    const inputs = new Int32Array(starts.length * time);
    const targets = new Int32Array(starts.length * time);
    for (const [row, start] of starts.entries()) {
      inputs.set(tokens.subarray(start, start + time), row * time);
      targets.set(tokens.subarray(start + 1, start + 1 + time), row * time);
    }
    return { inputs, targets, size: starts.length, time };
  };

  const window = (context: number): number => {
    const longest = Math.min(train.length, validation.length) - 1;
    if (context > longest) throw contextTooLong(context, longest);
    return context;
  };

  return {
    kind: 'text',
    tokenizer,
    facts: {
      vocabulary: tokenizer.size,
      trainTokens: train.length,
      validationTokens: validation.length,
      bytesPerToken: validation.reduce((sum, id) => sum + tokenizer.bytes(id), 0) / Math.max(1, validation.length),
      excerpt,
    },
    tokens: { train, validation },
    window,
    batch(seed, step, size, time) {
      window(time);
      const starts = Array.from({ length: size }, (_, row) =>
        below(seed, streams.batch, step * size + row, train.length - time),
      );
      return rows(train, starts, time);
    },
    *validation(size, time, limit) {
      window(time);
      const windows = spread(Math.floor((validation.length - 1) / time), limit);
      for (let i = 0; i < windows.length; i += size) {
        const starts = windows.slice(i, i + size).map((index) => index * time);
        yield rows(validation, starts, time);
      }
    },
    questions: [],
  };
}

function contextTooLong(context: number, longest: number): TrimtabError {
  const message = {
    en: `The text is too short for windows of ${context} tokens; its shorter part has room for ${Math.max(0, longest)}.`,
    zh: `文本太短，容不下 ${context} 个词元的窗口；其较短部分最多容纳 ${Math.max(0, longest)} 个。`,
  };
  const nearest = longest > 0 ? { nearest: longest } : {};
  return new TrimtabError('bad-config', { context, longest }, [{ path: 'model.context', message, ...nearest }]);
}
