/**
 * Another preset is another experiment: it gets a run of its own at once, where a half-changed running model would be
 * neither the old nor the new one. The run before stays in the list. Nothing starts where nothing was started yet.
 */
import type { PresetId } from '../../domain/presets/index.ts';
import type { App } from '../../state/contract.ts';

export function choosePreset({ store, actions }: App, id: PresetId): void {
  const { phase } = store.getState().run;
  actions.config.applyPreset(id);
  actions.view.explain(null);
  if (phase !== 'idle') void actions.run.start({ paused: phase === 'paused' });
}
