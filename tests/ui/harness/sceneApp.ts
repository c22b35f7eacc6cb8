/**
 * The interface over a still picture of the state: for looking at screens (screenshots, component tests) that a real
 * run reaches only after minutes. Settings and preferences can be edited; runs cannot.
 */
import { createStore } from 'zustand/vanilla';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { presetConfig } from '../../../src/domain/presets/index.ts';
import { derive, restartPaths } from '../../../src/state/config/derive.ts';
import { resetSection, resetValue } from '../../../src/state/config/edit.ts';
import type { App, AppActions, AppState, ConfigSnapshot } from '../../../src/state/contract.ts';
import { createMetricsStore, type MetricsStore } from '../../../src/state/metrics/metricsStore.ts';
import type { Scene } from './scene.ts';

const nothing = (): void => undefined;
const nobody = () => Promise.resolve({ value: null });
const resolved = (): Promise<void> => Promise.resolve();

export interface SceneApp extends App {
  readonly metrics: MetricsStore;
}

export function createSceneApp({ state: initial, frames }: Scene): SceneApp {
  const store = createStore<AppState>(() => initial);
  const metrics = createMetricsStore();
  for (const frame of frames) metrics.append(frame);
  const patch = <S extends Exclude<keyof AppState, 'errors'>>(slice: S, changes: Partial<AppState[S]>): void =>
    store.setState((state) => ({ ...state, [slice]: { ...state[slice], ...changes } }));
  const snapshot = (): ConfigSnapshot => {
    const { config, presetId, ownText } = store.getState().config;
    return { config, presetId, ownText };
  };
  const put = (next: ConfigSnapshot, past: readonly ConfigSnapshot[], future: readonly ConfigSnapshot[]): void =>
    patch('config', {
      ...next,
      ...derive(next),
      past,
      future,
      pendingRestart: restartPaths(store.getState().run.config, next.config),
    });
  const edit = (next: Partial<ConfigSnapshot>): void =>
    put({ ...snapshot(), ...next }, [...store.getState().config.past, snapshot()], []);
  const config = () => store.getState().config;
  const actions: AppActions = {
    config: {
      setValue: (path, value) => edit({ config: setValue(config().config, path, value) }),
      resetValue: (path) => edit({ config: resetValue(config().config, config().base, path) }),
      resetSection: (section) => edit({ config: resetSection(config().config, config().base, section) }),
      setModel: (model) => edit({ config: { ...config().config, model } }),
      applyPreset: (id) => edit({ presetId: id, config: presetConfig(id) }),
      importConfig: () => [],
      setOwnText: (ownText) => edit({ ownText, config: setValue(config().config, 'data.corpus', 'own-text') }),
      undo: () => {
        const last = config().past.at(-1);
        if (last !== undefined) put(last, config().past.slice(0, -1), [...config().future, snapshot()]);
      },
      redo: () => {
        const next = config().future.at(-1);
        if (next !== undefined) put(next, [...config().past, snapshot()], config().future.slice(0, -1));
      },
    },
    run: {
      start: resolved,
      pause: resolved,
      continue: resolved,
      toggle: async () => patch('run', { phase: store.getState().run.phase === 'running' ? 'paused' : 'running' }),
      step: resolved,
      restartSameSeed: resolved,
      newSeed: resolved,
      applyChanges: resolved,
      stop: resolved,
      profile: resolved,
      save: resolved,
      evaluate: () => Promise.resolve(null),
      exportFiles: () => Promise.resolve(null),
      exportGguf: () => Promise.resolve(null),
    },
    runs: {
      select: (selectedId) => patch('runs', { selectedId }),
      rename: (id, name) =>
        patch('runs', { list: store.getState().runs.list.map((run) => (run.id === id ? { ...run, name } : run)) }),
      toggleVisible: (id) =>
        patch('runs', {
          list: store.getState().runs.list.map((run) => (run.id === id ? { ...run, visible: !run.visible } : run)),
        }),
      togglePinned: nothing,
      setBaseline: nothing,
      toggleOverlay: () => patch('runs', { overlay: !store.getState().runs.overlay }),
      remove: (id) => {
        const { list } = store.getState().runs;
        patch('runs', {
          list: list.filter((run) => run.id !== id),
          removed: list.find((run) => run.id === id) ?? null,
        });
      },
      undoRemove: () => {
        const { list, removed } = store.getState().runs;
        if (removed !== null) patch('runs', { list: [...list, removed], removed: null });
      },
      edit: nothing,
      resume: resolved,
      prune: () => Promise.resolve(0),
      usage: async () => null,
    },
    generation: {
      setPrompt: (prompt) => patch('generation', { prompt }),
      setOptions: (options) => patch('generation', { options: { ...store.getState().generation.options, ...options } }),
      generate: resolved,
      stop: resolved,
      clear: nothing,
    },
    files: { openModelFiles: resolved, cancelOpening: resolved, forgetOpened: nothing },
    compression: {
      open: resolved,
      addPass: nothing,
      movePass: nothing,
      removePass: nothing,
      setPassMethod: nothing,
      setPassValue: nothing,
      setPassOnly: nothing,
      setRest: nothing,
      importRecipe: () => [],
      exportRecipe: () => null,
      edit: nothing,
      setRecipe: nothing,
      undo: nothing,
      redo: nothing,
      run: resolved,
      sweep: resolved,
      tryOrders: resolved,
      runAll: resolved,
      cancel: resolved,
      select: (selectedId) => patch('compression', { selectedId }),
      setBudget: nothing,
      drop: resolved,
      exportFiles: () => Promise.resolve(null),
      compare: resolved,
      stopComparing: resolved,
    },
    seeing: {
      ask: nobody,
      matrices: nobody,
      matrix: nobody,
      clip: nobody,
      layers: nobody,
      cancel: resolved,
    },
    speed: { measure: resolved, measureCache: resolved, cancel: resolved },
    shipped: { read: resolved, open: () => Promise.resolve(false) },
    rates: { test: nobody, cancel: resolved },
    sensitivity: { measure: resolved, cancel: resolved, paint: nothing, setPainted: nothing },
    engine: {
      choose: resolved,
      choosePrecision: resolved,
      restart: resolved,
      measure: resolved,
      readKernels: resolved,
      retune: resolved,
    },
    errors: {
      dismiss: (id) => store.setState((state) => ({ errors: state.errors.filter((error) => error.id !== id) })),
      perform: async (id) => store.setState((state) => ({ errors: state.errors.filter((error) => error.id !== id) })),
    },
    preferences: {
      setLanguage: (language) => patch('preferences', { language }),
      setTheme: (theme) => patch('preferences', { theme }),
      setChart: (options) => patch('preferences', { chart: { ...store.getState().preferences.chart, ...options } }),
      setLayout: (layout) => patch('preferences', { layout: { ...store.getState().preferences.layout, ...layout } }),
      toggleFolded: (id) => {
        const { layout } = store.getState().preferences;
        const folded = layout.folded.includes(id)
          ? layout.folded.filter((other) => other !== id)
          : [...layout.folded, id];
        patch('preferences', { layout: { ...layout, folded } });
      },
      setShowAll: (showAll) => patch('preferences', { showAll }),
      setAutostart: (autostart) => patch('preferences', { autostart }),
    },
    view: {
      goTo: (place) => patch('view', { place }),
      open: (dialog) => patch('view', { dialog }),
      explain: (explained) => patch('view', { explained }),
      shareUrl: () => 'https://example.org/',
      copyShareUrl: () => Promise.resolve(true),
    },
  };
  // A still picture of the other places.
  const races = () => Promise.reject(new Error('the scene has no races'));
  return { store, actions, metrics, races, boot: resolved, dispose: nothing };
}
