/** Measures what the machine can do, when the person asks for it: never by itself, for it holds training up. */
import type { Context } from './context.ts';
import type { EngineActions } from './contract.ts';
import { type Engine, isWithoutEngine } from './engine.ts';
import type { Errors } from './errors.ts';

export function createMeasure(
  { environment, get, patch }: Context,
  engine: Engine,
  errors: Errors,
): EngineActions['measure'] {
  return async () => {
    if (get().engine.measuring) return;
    patch('engine', { measuring: true });
    try {
      await engine.use(async () => {
        const peaks = await environment.client.request('engine.measure', null);
        patch('engine', { peaks: { ...peaks, measuredAt: environment.now() } });
        // Shares of kernels that are on the screen are of the same peak.
        if (get().engine.kernels !== null) {
          patch('engine', { kernels: await environment.client.request('engine.kernels', null) });
        }
      });
    } catch (thrown) {
      if (isWithoutEngine(thrown)) engine.lost();
      errors.caught(thrown, { kind: 'notice' });
    } finally {
      patch('engine', { measuring: false });
    }
  };
}
