/** What every part of the state shares: the store, the world around it, and what is kept beside the store. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Storage } from '../storage/contract.ts';
import { restartPaths } from './config/derive.ts';
import type { AppState } from './contract.ts';
import type { Environment } from './environment/contract.ts';
import { createMetricsStore, type MetricsStore } from './metrics/metricsStore.ts';

/** Slices that are objects and can be changed key by key. */
type ObjectSlice = Exclude<keyof AppState, 'errors'>;

export interface Context {
  readonly environment: Environment;
  readonly store: StoreApi<AppState>;
  readonly metrics: MetricsStore;
  /** Opened at the first use, once. */
  readonly storage: () => Promise<Storage>;
  readonly get: () => AppState;
  /** Texts are told apart by it, whoever asks for them. */
  readonly nextGenerationId: () => number;
  readonly patch: <S extends ObjectSlice>(slice: S, changes: Partial<AppState[S]>) => void;
}

export function createContext(environment: Environment, initial: AppState): Context {
  const store = createStore<AppState>(() => initial);
  let opening: Promise<Storage> | null = null;
  let generations = 0;
  return {
    environment,
    store,
    metrics: createMetricsStore(),
    storage: () => (opening ??= environment.openStorage()),
    get: store.getState,
    nextGenerationId: () => ++generations,
    patch(slice, changes) {
      store.setState((state) => withPending(state, { ...state, [slice]: { ...state[slice], ...changes } }));
    },
  };
}

/** Keeps `pendingRestart` true to both configurations that it compares. */
function withPending(before: AppState, after: AppState): AppState {
  if (before.config.config === after.config.config && before.run.config === after.run.config) return after;
  return { ...after, config: { ...after.config, pendingRestart: restartPaths(after.run.config, after.config.config) } };
}
