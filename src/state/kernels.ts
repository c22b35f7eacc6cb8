/** Which kernels the engine runs, and their trial on this device when the person asks for it. */
import type { Context } from './context.ts';
import type { EngineActions } from './contract.ts';
import { type Engine, isWithoutEngine } from './engine.ts';
import type { Errors } from './errors.ts';

export function createKernelActions(
  { environment, get, patch }: Context,
  engine: Engine,
  errors: Errors,
): Pick<EngineActions, 'readKernels' | 'retune'> {
  const { client } = environment;

  function refused(thrown: unknown): void {
    if (isWithoutEngine(thrown)) engine.lost();
    errors.caught(thrown, { kind: 'notice' });
  }

  return {
    async readKernels() {
      if (get().engine.phase !== 'ready') return;
      try {
        patch('engine', { kernels: await client.request('engine.kernels', null) });
      } catch (thrown) {
        refused(thrown);
      }
    },
    async retune(anew) {
      if (get().engine.tuning) return;
      patch('engine', { tuning: true, tuningProgress: null, tuned: null });
      try {
        await engine.use(async () => {
          const { kernels, ...tuned } = await client.request('engine.retune', { anew });
          patch('engine', { kernels, tuned });
          // Its times are of kernels that may not run any more.
          patch('run', { profile: null });
        });
      } catch (thrown) {
        refused(thrown);
      } finally {
        patch('engine', { tuning: false, tuningProgress: null });
      }
    },
  };
}
