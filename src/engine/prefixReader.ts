/**
 * Generation with a model that reads its prompt in both directions: every token after it takes a forward pass over all, since
 * what was read of a prompt cannot be kept from token to token before all of it is there. When the context is full, the second
 * half of it becomes the prompt. Sources as for the objective `prefix-lm`.
 */
import type { TokenReader } from './generate.ts';

export interface RowReader {
  /** Most tokens that are read at once. */
  readonly time: number;
  /** Logits [n, V] of the tokens; see `readRow`. */
  readonly read: (tokens: readonly number[], prefix: number) => Promise<Float32Array>;
}

export function prefixReader({ time, read }: RowReader): TokenReader {
  let history: readonly number[] = [];
  let prefix = 0;

  async function last(): Promise<Float32Array> {
    const logits = await read(history, prefix);
    return logits.subarray(logits.length - logits.length / history.length);
  }

  return {
    reset() {
      history = [];
      prefix = 0;
    },
    readPrompt(prompt) {
      history = Array.from(prompt).slice(-time);
      prefix = history.length;
      return last();
    },
    step(token) {
      if (history.length === time) {
        history = history.slice(-Math.floor(time / 2));
        prefix = history.length;
      }
      history = [...history, token];
      return last();
    },
  };
}
