/** Texts of the fake engine: the same tokens for every model, further and further apart. */
import type { Emit, Handlers, RequestPayload } from '../../src/protocol/protocol.ts';
import { tokenAt } from './fakeCurve.ts';

type Text = RequestPayload<'generate.start'> | RequestPayload<'compare.start'>;

/** @param check throws where there is no such run */
export function fakeTexts(
  emit: Emit,
  check: (runId: string) => unknown,
  tokenEveryMs: number,
): Pick<Handlers, 'generate.start' | 'compare.start' | 'generate.stop'> {
  let generation: number | null = null;
  const generate = async ({ runId, generationId, prompt, options, ...rest }: Text) => {
    check(runId);
    generation = generationId;
    const klNats = (at: number) => 'writer' in rest && { klNats: at === 0 ? null : 0.02 * at };
    for (const [index, letter] of [...prompt].entries()) {
      const token = { ...tokenAt(index), text: letter };
      emit('generate.token', { generationId, fromPrompt: true, token, ...klNats(index) });
    }
    let tokens = 0;
    for (; tokens < options.maxTokens; tokens++) {
      await new Promise((resolve) => setTimeout(resolve, tokenEveryMs));
      if (generation !== generationId) break;
      emit('generate.token', { generationId, fromPrompt: false, token: tokenAt(tokens), ...klNats(tokens + 1) });
    }
    return { tokens, unknown: prompt.includes('é') ? 1 : 0 };
  };
  return {
    'generate.start': generate,
    'compare.start': generate,
    'generate.stop': async () => {
      generation = null;
      return null;
    },
  };
}
