/** Text from the current weights, token by token. Tokens come faster than a screen is drawn, so they are shown in bursts. */
import { defaultsOf } from '../domain/core/params.ts';
import { samplingParams } from '../domain/sampling/params.ts';
import type { Events } from '../protocol/protocol.ts';
import type { Context } from './context.ts';
import type { GeneratedToken, GenerationActions, GenerationState } from './contract.ts';
import type { Errors } from './errors.ts';
import { isHeld } from './run/runState.ts';

export const initialGeneration: GenerationState = {
  prompt: '',
  options: { ...defaultsOf(samplingParams), seed: 1 },
  tokens: [],
  busy: false,
  unknown: 0,
};

const burstMs = 33;

export interface Generation extends GenerationActions {
  readonly dispose: () => void;
}

export function createGeneration({ environment, get, patch, nextGenerationId }: Context, errors: Errors): Generation {
  const { client } = environment;
  let generationId = 0;
  let burst: GeneratedToken[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function showBurst(): void {
    clearTimeout(timer);
    timer = undefined;
    if (burst.length === 0) return;
    patch('generation', { tokens: [...get().generation.tokens, ...burst] });
    burst = [];
  }

  function onToken({ generationId: of, token, fromPrompt }: Events['generate.token']): void {
    if (of !== generationId) return;
    burst.push({ token, fromPrompt });
    timer ??= setTimeout(showBurst, burstMs);
  }

  async function stop(): Promise<void> {
    if (!get().generation.busy) return;
    const stopped = generationId;
    await client.request('generate.stop', { generationId: stopped }).catch((thrown: unknown) => errors.caught(thrown));
  }

  const unlisten = client.on('generate.token', onToken);

  return {
    setPrompt: (prompt) => patch('generation', { prompt }),
    setOptions: (options) => patch('generation', { options: { ...get().generation.options, ...options } }),
    async generate() {
      const { runId, phase } = get().run;
      if (runId === null || !isHeld(phase)) return;
      await stop();
      const id = nextGenerationId();
      generationId = id;
      burst = [];
      patch('generation', { tokens: [], busy: true, unknown: 0 });
      const { prompt, options } = get().generation;
      try {
        const { unknown } = await client.request('generate.start', { runId, generationId: id, prompt, options });
        if (id === generationId) patch('generation', { unknown });
      } catch (thrown) {
        errors.caught(thrown, { runId });
      } finally {
        if (id === generationId) {
          showBurst();
          // The next one from the same prompt is another text.
          patch('generation', { busy: false, options: { ...get().generation.options, seed: options.seed + 1 } });
        }
      }
    },
    stop,
    clear: () => patch('generation', { tokens: [], unknown: 0 }),
    dispose() {
      clearTimeout(timer);
      unlisten();
    },
  };
}
