/**
 * A browser on paper: storage, locks and checkpoints that outlive tabs, and tabs with a fake engine each. Drives the
 * tests of the state and of the interface.
 */
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { webLocks, type RunLocks } from '../../src/storage/locks.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import type { Storage } from '../../src/storage/contract.ts';
import { createClient } from '../../src/state/client.ts';
import type { App, AppState } from '../../src/state/contract.ts';
import { createAppStore } from '../../src/state/createAppStore.ts';
import type { Address, Environment, KeyValueStore } from '../../src/state/environment/contract.ts';
import { fakeLockManager } from '../storage/fakeLockManager.ts';
import { createFakeWire, type FakeWire, type FakeWireOptions } from './fakeWorker.ts';

export interface FakeBrowser {
  readonly storage: Storage;
  readonly lockManager: ReturnType<typeof fakeLockManager> | undefined;
  readonly local: KeyValueStore;
  readonly checkpoints: Map<string, number>;
}

export interface FakeTab {
  readonly app: App;
  readonly wire: FakeWire;
  readonly counterWire: FakeWire;
  readonly environment: Environment;
  readonly copied: readonly string[];
  readonly state: () => AppState;
  /** The page is hidden. */
  hide(): void;
  /** The tab ends as browsers end tabs: at once, its locks are free again. */
  close(): void;
  /** Closes and opens again with the same session and address. */
  reload(): FakeTab;
}

export interface TabOptions extends FakeWireOptions {
  readonly siteFile?: Environment['siteFile'];
  readonly search?: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly languages?: readonly string[];
  readonly reducedMotion?: boolean;
  readonly saveData?: boolean;
}

function keyValues(): KeyValueStore {
  const values = new Map<string, string>();
  return { get: (key) => values.get(key) ?? null, set: (key, value) => void values.set(key, value) };
}

export function createFakeBrowser(options: { readonly storage?: Storage; readonly locks?: false } = {}): FakeBrowser {
  return {
    storage: options.storage ?? memoryStorage(),
    lockManager: options.locks === false ? undefined : fakeLockManager(),
    local: keyValues(),
    checkpoints: new Map(),
  };
}

/** Settings that tests name, so that a change of the presets does not concern them. */
export const pinned = {
  'model.layers': 2,
  'model.heads': 4,
  'model.width': 64,
  'training.batchSize': 12,
  'training.steps': 2000,
  'optimizer.learningRate': 0.004,
  'regularization.clipNorm': 1,
} as const;

export function pin({ app }: FakeTab): void {
  for (const [path, value] of Object.entries(pinned)) app.actions.config.setValue(path, value);
}

let ids = 0;

interface Tab extends TabOptions {
  readonly session: KeyValueStore;
  readonly ours: boolean;
}

export const openTab = (browser: FakeBrowser, options: TabOptions = {}): FakeTab =>
  open(browser, { ...options, session: keyValues(), ours: false });

function open(browser: FakeBrowser, options: Tab): FakeTab {
  const wire = createFakeWire({ ...options, checkpoints: browser.checkpoints });
  const counterWire = createFakeWire();
  const hideListeners = new Set<() => void>();
  const copied: string[] = [];
  const { address, read } = fakeAddress(options);
  const { locks, releaseAll } = tabLocks(webLocks(browser.lockManager));
  const environment: Environment = {
    client: createClient(wire.spawn),
    counter: createClient(counterWire.spawn),
    fetch: options.fetch ?? (() => Promise.reject(new TypeError('there is no network here'))),
    openStorage: async () => browser.storage,
    locks,
    room: undefined,
    local: browser.local,
    session: options.session,
    address,
    languages: options.languages ?? ['en-GB'],
    reducedMotion: options.reducedMotion ?? false,
    saveData: options.saveData ?? false,
    siteFile: options.siteFile ?? (() => Promise.reject(new TrimtabError('bad-model', { reason: 'file-missing' }))),
    now: Date.now,
    newId: () => `run-${++ids}`,
    newSeed: () => 4711,
    copy: async (text) => copied.push(text) > 0,
    onHide(listener) {
      hideListeners.add(listener);
      return () => void hideListeners.delete(listener);
    },
  };
  const app = createAppStore(environment);
  const close = (): void => {
    app.dispose();
    releaseAll();
  };
  return {
    app,
    wire,
    counterWire,
    environment,
    copied,
    state: app.store.getState,
    hide: () => hideListeners.forEach((listener) => listener()),
    close,
    reload() {
      close();
      return open(browser, { ...options, ...read() });
    },
  };
}

function fakeAddress({ search: given = '', ours: isOurs }: Tab) {
  let search = given;
  let ours = isOurs;
  const address: Address = {
    search: () => search,
    isOurs: () => ours,
    replace(next) {
      search = next === '' ? '' : `?${next}`;
      ours = true;
    },
    absolute: (query) => `https://example.org/?${query}`,
  };
  return { address, read: () => ({ search, ours }) };
}

function tabLocks(locks: RunLocks): { readonly locks: RunLocks; readonly releaseAll: () => void } {
  const seen = new Set<string>();
  return {
    locks: {
      ...locks,
      hold: (id, waitMs) => {
        seen.add(id);
        return locks.hold(id, waitMs);
      },
      holdNew: (id) => {
        seen.add(id);
        return locks.holdNew(id);
      },
    },
    releaseAll: () => seen.forEach((id) => locks.release(id)),
  };
}
