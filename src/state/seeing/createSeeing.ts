/** Questions about the model of the current run. */
import { reportOf } from '../../domain/core/errors.ts';
import type { Context } from '../context.ts';
import { isCrash } from '../engine.ts';
import { isHeld } from '../run/runState.ts';
import type { Answer, SeeingActions } from './contract.ts';

export function createSeeing({ environment, get }: Context): SeeingActions {
  const { client } = environment;

  /** What becomes of a run that is gone concerns nobody, and a worker that broke is told elsewhere. */
  async function ask<T>(question: (runId: string, to: typeof client) => Promise<T | null>): Promise<Answer<T>> {
    const { runId, phase } = get().run;
    if (runId === null || !isHeld(phase)) return { value: null };
    try {
      return { value: await question(runId, client) };
    } catch (thrown) {
      return isCrash(thrown) || get().run.runId !== runId ? { value: null } : { error: reportOf(thrown) };
    }
  }

  return {
    ask,
    matrices: () => ask((runId) => client.request('see.matrices', { runId })),
    matrix: (name, variantId) => ask((runId) => client.request('see.matrix', { runId, name, variantId })),
    clip: (request) => ask((runId) => client.request('see.clip', { ...request, runId })),
    layers: (variantId, tell) =>
      ask(async (runId) => {
        const stop = client.on('see.progress', ({ share }) => tell(share));
        try {
          return await client.request('see.layers', { runId, variantId });
        } finally {
          stop();
        }
      }),
    cancel: async () => {
      await ask(() => client.request('see.cancel', null));
    },
  };
}
