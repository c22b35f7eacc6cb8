/**
 * Editing the experiment, with undo. One entry per gesture: changes of the same setting that follow each other within
 * 600 ms (a slider being dragged, a number being typed) are taken back together.
 */
import { parseExperiment } from '../../domain/config/json.ts';
import { setValue } from '../../domain/config/setValue.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import { textHash } from '../../domain/data/textHash.ts';
import { defaultPresetId, presetConfig } from '../../domain/presets/index.ts';
import type { Context } from '../context.ts';
import type { ConfigActions, ConfigSnapshot, ConfigState } from '../contract.ts';
import type { ShowError } from '../errors.ts';
import { baseOf, derive, sameExperiment } from './derive.ts';
import { withLabelCount } from './labelCount.ts';
import { editValue, resetSection, resetValue } from './edit.ts';

const gestureMs = 600;
const mostUndo = 200;

export function initialConfig(snapshot: ConfigSnapshot = defaultSnapshot()): ConfigState {
  return { ...snapshot, ...derive(snapshot), pendingRestart: [], past: [], future: [] };
}

const defaultSnapshot = (): ConfigSnapshot => ({
  config: presetConfig(defaultPresetId),
  presetId: defaultPresetId,
  ownText: null,
});

const snapshotOf = ({ config, presetId, ownText }: ConfigState): ConfigSnapshot => ({ config, presetId, ownText });

export interface ConfigEditor extends ConfigActions {
  /** Takes another experiment into the editor; can be undone. */
  replace(snapshot: ConfigSnapshot): void;
  /** The same at the start of the page, where there is nothing to undo. */
  initialize(snapshot: ConfigSnapshot): void;
}

export function createConfigEditor(context: Context, showError: ShowError): ConfigEditor {
  /** The setting of the gesture in progress. */
  let gesture: { readonly path: string; readonly at: number } | null = null;

  const state = (): ConfigState => context.get().config;

  function continues(path: string | null): boolean {
    const at = context.environment.now();
    const same = path !== null && gesture?.path === path && at - gesture.at <= gestureMs;
    gesture = path === null ? null : { path, at };
    return same;
  }

  /** @param path of the setting, where further changes of it belong to the same gesture. */
  function commit(next: ConfigSnapshot, path: string | null = null): void {
    const before = state();
    const same = sameExperiment(next.config, before.config);
    if (same && next.presetId === before.presetId && next.ownText === before.ownText) return;
    const past = continues(path) ? before.past : [...before.past, snapshotOf(before)].slice(-mostUndo);
    context.patch('config', { ...next, ...derive(next), past, future: [] });
  }

  function travel(from: 'past' | 'future', to: 'past' | 'future'): void {
    const before = state();
    const target = before[from].at(-1);
    if (target === undefined) return;
    gesture = null;
    context.patch('config', {
      ...target,
      ...derive(target),
      [from]: before[from].slice(0, -1),
      [to]: [...before[to], snapshotOf(before)],
    });
  }

  const withConfig = (config: ConfigSnapshot['config']): ConfigSnapshot => ({ ...snapshotOf(state()), config });

  return {
    setValue: (path, value) =>
      commit(
        withConfig(withLabelCount(editValue(state().config, state().base, path, value), state().ownText, path)),
        path,
      ),
    resetValue: (path) => commit(withConfig(resetValue(state().config, state().base, path))),
    resetSection: (section) => commit(withConfig(resetSection(state().config, state().base, section))),
    setModel: (model) => commit(withConfig({ ...state().config, model })),
    applyPreset: (presetId) => commit({ ...snapshotOf(state()), config: baseOf(presetId), presetId }),
    importConfig(json) {
      const { config, problems } = parseExperiment(json);
      if (problems.length > 0) showError(new TrimtabError('bad-config', {}, problems).report());
      if (!problems.some(({ path }) => path === '')) commit({ ...snapshotOf(state()), config, presetId: null });
      return problems;
    },
    setOwnText(ownText) {
      const selected = setValue(state().config, 'data.corpus', 'own-text');
      const config = setValue(selected, 'data.textHash', textHash(ownText.text));
      commit({ ...snapshotOf(state()), config: withLabelCount(config, ownText, 'data.corpus'), ownText });
    },
    undo: () => travel('past', 'future'),
    redo: () => travel('future', 'past'),
    replace: (snapshot) => commit(snapshot),
    initialize: (snapshot) => context.patch('config', initialConfig(snapshot)),
  };
}
