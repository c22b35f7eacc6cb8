/** Measuring how much each matrix minds, cell by cell, and painting levels over it. */
import { reportOf } from '../../domain/core/errors.ts';
import type { Context } from '../context.ts';
import { isCrash } from '../engine.ts';
import { isHeld } from '../run/runState.ts';
import type { SensitivityActions, SensitivityState } from './contract.ts';

export const initialSensitivity: SensitivityState = { map: null, working: null, painted: {}, error: null };

export interface Sensitivity {
  readonly actions: SensitivityActions;
  readonly dispose: () => void;
}

export function createSensitivity({ environment, store, get, patch }: Context): Sensitivity {
  const { client } = environment;
  const state = (): SensitivityState => get().sensitivity;
  /** What the next map is made with; it is shown once its first figures are there. */
  let asked: Parameters<SensitivityActions['measure']> | null = null;

  function failed(thrown: unknown): void {
    if (!isCrash(thrown)) patch('sensitivity', { error: reportOf(thrown) });
  }

  const stops = [
    client.on('sensitivity.started', (start) => {
      if (asked === null || start.runId !== get().run.runId) return;
      const [pass, levels] = asked;
      const { map } = state();
      // Levels of one method are no choice for another's.
      const keeps = map?.pass.method === pass.method;
      patch('sensitivity', { map: { ...start, pass, levels, cells: [] }, ...(!keeps && { painted: {} }) });
    }),
    client.on('sensitivity.measured', ({ runId, cell, done, of, elapsedMs }) => {
      const { map, working } = state();
      if (map === null || working === null || runId !== map.runId) return;
      patch('sensitivity', {
        map: { ...map, cells: [...map.cells, cell] },
        working: { ...working, done, of, elapsedMs },
      });
    }),
    store.subscribe(({ run }, { run: before }) => {
      const gone = run.runId !== before.runId || (run.phase !== before.phase && !isHeld(run.phase));
      if (gone && (state().map !== null || state().error !== null)) {
        patch('sensitivity', { map: null, painted: {}, error: null });
      }
    }),
  ];

  return {
    actions: {
      async measure(pass, levels) {
        const { runId, phase } = get().run;
        if (runId === null || !isHeld(phase) || state().working !== null) return;
        asked = [pass, levels];
        patch('sensitivity', { working: { done: 0, of: 0, elapsedMs: 0, cancelling: false }, error: null });
        try {
          await client.request('sensitivity.run', { runId, pass, levels });
        } catch (thrown) {
          // What becomes of a run that is gone concerns nobody.
          if (get().run.runId === runId) failed(thrown);
        } finally {
          asked = null;
          patch('sensitivity', { working: null });
        }
      },
      async cancel() {
        const { runId } = get().run;
        const { working } = state();
        if (runId === null || working === null) return;
        patch('sensitivity', { working: { ...working, cancelling: true } });
        await client.request('sensitivity.cancel', { runId }).catch(failed);
      },
      paint(name, level) {
        const { [name]: before, ...others } = state().painted;
        patch('sensitivity', { painted: before === level ? others : { ...others, [name]: level } });
      },
      setPainted: (painted) => patch('sensitivity', { painted }),
    },
    dispose: () => stops.forEach((stop) => stop()),
  };
}
