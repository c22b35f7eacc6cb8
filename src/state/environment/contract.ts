/** Everything that the state wants from the world, so that tests bring a world of their own. */
import type { RunLocks } from '../../storage/locks.ts';
import type { StorageRoom } from '../../storage/quota.ts';
import type { Storage } from '../../storage/contract.ts';
import type { EngineClient } from '../client.ts';

/** `localStorage` or `sessionStorage`; null and no effect where the browser forbids them. */
export interface KeyValueStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
}

/** The address bar. */
export interface Address {
  /** With its leading `?`, or empty. */
  search(): string;
  /** Whether this page wrote the present address itself, which survives a reload; a followed link was not. */
  isOurs(): boolean;
  /** Replaces the query without a new history entry, and marks it as ours. */
  replace(search: string): void;
  /** Absolute, with another query. */
  absolute(search: string): string;
}

export interface Environment {
  readonly client: EngineClient;
  /** A second worker, for counting n-grams while the first one trains. */
  readonly counter: EngineClient;
  /** For models on other servers. */
  readonly fetch: typeof globalThis.fetch;
  readonly openStorage: () => Promise<Storage>;
  readonly locks: RunLocks;
  readonly room: StorageRoom | undefined;
  readonly local: KeyValueStore;
  readonly session: KeyValueStore;
  readonly address: Address;
  /** Of the browser, most wanted first, e.g. `zh-CN`. */
  readonly languages: readonly string[];
  readonly reducedMotion: boolean;
  readonly saveData: boolean;
  /** A file that ships with the site, by its path in it; rejects with `bad-model` if it does not come. */
  readonly siteFile: (path: string) => Promise<Uint8Array>;
  /** Milliseconds since 1970. */
  now(): number;
  newId(): string;
  /** 0 to 2^31 - 1. */
  newSeed(): number;
  /** False when the browser refuses. */
  copy(text: string): Promise<boolean>;
  /** The page is being hidden, perhaps for ever. */
  onHide(listener: () => void): () => void;
}
