/** The world as a browser offers it. */
import { TrimtabError } from '../../domain/core/errors.ts';
import { webLocks } from '../../storage/locks.ts';
import { openStorage } from '../../storage/openStorage.ts';
import { createClient } from '../client.ts';
import { spawnWorker } from '../spawnWorker.ts';
import type { Address, Environment, KeyValueStore } from './contract.ts';

/** Reading the property itself throws where cookies are blocked, and writing where the store is full. */
function keyValueStore(open: () => globalThis.Storage): KeyValueStore {
  const attempt = <T>(access: (store: globalThis.Storage) => T): T | null => {
    try {
      return access(open());
    } catch {
      return null;
    }
  };
  return {
    get: (key) => attempt((store) => store.getItem(key)),
    set: (key, value) => void attempt((store) => store.setItem(key, value)),
  };
}

const ours = 'trimtab';

const address: Address = {
  search: () => location.search,
  isOurs: () => history.state === ours,
  replace: (search) => history.replaceState(ours, '', `${location.pathname}${search === '' ? '' : `?${search}`}`),
  absolute: (search) => `${location.origin}${location.pathname}?${search}`,
};

/** Not in every browser (https://wicg.github.io/netinfo/). */
function saveData(): boolean {
  const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
  return connection?.saveData === true;
}

export function browserEnvironment(): Environment {
  return {
    client: createClient(spawnWorker),
    counter: createClient(spawnWorker),
    fetch: (input, init) => fetch(input, init),
    openStorage,
    locks: webLocks(navigator.locks),
    room: navigator.storage,
    local: keyValueStore(() => localStorage),
    session: keyValueStore(() => sessionStorage),
    address,
    languages: navigator.languages,
    reducedMotion: matchMedia('(prefers-reduced-motion: reduce)').matches,
    saveData: saveData(),
    siteFile,
    now: Date.now,
    newId,
    newSeed: () => Math.floor(Math.random() * 2 ** 31),
    copy: async (text) => {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        return false;
      }
    },
    onHide(listener) {
      const whenHidden = (): void => {
        if (document.visibilityState === 'hidden') listener();
      };
      document.addEventListener('visibilitychange', whenHidden);
      return () => document.removeEventListener('visibilitychange', whenHidden);
    },
  };
}

async function siteFile(path: string): Promise<Uint8Array> {
  const { href } = new URL(path, document.baseURI);
  const response = await fetch(href).catch(() => null);
  if (!response) throw new TrimtabError('bad-model', { reason: 'unreachable', address: href });
  if (!response.ok) throw new TrimtabError('bad-model', { reason: 'file-missing', address: href });
  return new Uint8Array(await response.arrayBuffer());
}

/** `crypto.randomUUID` is missing on plain http. */
function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
