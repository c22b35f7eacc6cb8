/**
 * The IndexedDB database: its tables, its upgrades, and transactions that either happen whole or not at all. One
 * upgrade per version, never edited once released. A connection gives way to a newer version of the site in another
 * tab, and is opened anew after the browser closed it.
 */
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import { TrimtabError } from '../domain/core/errors.ts';
import type { TuningRecord } from '../protocol/kernels.ts';
import type { MetricFrame, Sample } from '../protocol/protocol.ts';
import type { Checkpoint, StoredRun, StoredText } from './contract.ts';
import { storageError } from './failures.ts';

export type MetricChunk = MetricFrame & { readonly firstStep: number };

export interface Tables extends DBSchema {
  runs: { key: string; value: StoredRun };
  metrics: { key: [runId: string, firstStep: number]; value: MetricChunk };
  samples: { key: [runId: string, step: number]; value: Sample };
  texts: { key: string; value: StoredText };
  checkpoints: { key: [runId: string, step: number]; value: Checkpoint };
  tunings: { key: string; value: TuningRecord };
}

export type Table = 'runs' | 'metrics' | 'samples' | 'texts' | 'checkpoints' | 'tunings';
export type Connection = IDBPDatabase<Tables>;
export type Upgrade = (database: Connection) => void;

/** The upgrade at index n leads from version n to n + 1. */
export const upgrades: readonly Upgrade[] = [
  (database) => {
    database.createObjectStore('runs', { keyPath: 'id' });
    database.createObjectStore('metrics', { keyPath: ['runId', 'firstStep'] });
    database.createObjectStore('samples', { keyPath: ['runId', 'step'] });
    database.createObjectStore('texts', { keyPath: 'hash' });
    database.createObjectStore('checkpoints', { keyPath: ['runId', 'step'] });
  },
  (database) => {
    database.createObjectStore('tunings');
  },
];

type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<Tables, Table[], Mode>;

export interface Database {
  read<T>(tables: Table[], body: (transaction: Transaction<'readonly'>) => Promise<T>): Promise<T>;
  write<T>(tables: Table[], body: (transaction: Transaction<'readwrite'>) => Promise<T>): Promise<T>;
  readonly close: () => void;
}

/** Every key `[runId, n]` of a run; a string sorts after every number. */
export const keysOf = (runId: string): IDBKeyRange => IDBKeyRange.bound([runId], [runId, '']);
export const keysAfter = (runId: string, n: number): IDBKeyRange => IDBKeyRange.bound([runId, n], [runId, ''], true);

export async function openDatabase(name: string, steps: readonly Upgrade[] = upgrades): Promise<Database> {
  let opening: Promise<Connection> | null = null;
  let closed = false;

  const open = (): Promise<Connection> =>
    new Promise((resolve, reject) => {
      const opened = openDB<Tables>(name, steps.length, {
        upgrade: (database, from) => steps.slice(from).forEach((step) => step(database)),
        blocked: () => reject(new TrimtabError('storage-unavailable', { reason: 'older-tab-open' })),
        blocking: (_current, _wanted, event) => {
          opening = null;
          if (event.target instanceof IDBDatabase) event.target.close();
        },
        terminated: () => {
          opening = null;
        },
      });
      opened.then(resolve, reject);
    });

  async function connect(): Promise<Connection> {
    if (closed) throw new TrimtabError('storage-unavailable', { reason: 'closed' });
    opening ??= open();
    try {
      return await opening;
    } catch (thrown) {
      opening = null;
      throw thrown;
    }
  }

  async function transact<Mode extends 'readonly' | 'readwrite', T>(
    tables: Table[],
    mode: Mode,
    body: (transaction: Transaction<Mode>) => Promise<T>,
  ): Promise<T> {
    let transaction: Transaction<Mode> | null = null;
    try {
      transaction = (await connect()).transaction(tables, mode);
      const [result] = await Promise.all([body(transaction), transaction.done]);
      return result;
    } catch (thrown) {
      const cause = transaction?.error ?? thrown;
      abort(transaction);
      throw storageError(cause);
    }
  }

  await connect().catch((thrown: unknown) => {
    throw storageError(thrown);
  });
  return {
    read: (tables, body) => transact(tables, 'readonly', body),
    write: (tables, body) => transact(tables, 'readwrite', body),
    close: () => {
      closed = true;
      void opening?.then((connection) => connection.close());
    },
  };
}

/** Takes back what a failed body has already written; a transaction that has ended by itself refuses, which is fine. */
function abort(transaction: { abort(): void } | null): void {
  try {
    transaction?.abort();
  } catch (thrown) {
    if (!(thrown instanceof DOMException && thrown.name === 'InvalidStateError')) throw thrown;
  }
}
