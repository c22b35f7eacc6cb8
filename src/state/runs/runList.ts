/** The list of runs in the store, kept in step with storage. Everything that changes a record goes through here. */
import type { StoredRun, StoredText } from '../../storage/contract.ts';
import type { Context } from '../context.ts';
import type { RunRecord, RunsState } from '../contract.ts';
import type { Persistence } from './persistence.ts';
import { describeRuns } from './records.ts';

export const initialRuns: RunsState = { list: [], selectedId: null, baselineId: null, overlay: true, removed: null };

export interface RunList {
  find(id: string | null): RunRecord | null;
  /** Those of storage, at the start. */
  load(runs: readonly StoredRun[]): void;
  add(run: StoredRun, text: StoredText | null): void;
  change(id: string, changes: Partial<Omit<StoredRun, 'id'>>): void;
  /** Replaces the list after several records changed at once. */
  replace(list: readonly StoredRun[]): void;
  /** Out of the list, not out of storage. */
  take(id: string): void;
  setBaseline(id: string | null): void;
}

export function createRunList({ get, patch }: Context, persistence: Persistence): RunList {
  const state = (): RunsState => get().runs;
  const describe = (list: readonly StoredRun[]): void =>
    patch('runs', { list: describeRuns(list, state().baselineId) });
  const find = (id: string | null): RunRecord | null => state().list.find((run) => run.id === id) ?? null;

  return {
    find,
    load: describe,
    add(run, text) {
      persistence.create(run, text);
      describe([run, ...state().list]);
    },
    change(id, changes) {
      const before = find(id);
      if (before === null) return;
      persistence.change(id, changes);
      const list = state().list.map((run) => (run.id === id ? { ...run, ...changes } : run));
      // Only settings change what differs; everything else changes ten times a second.
      if (changes.config === undefined) patch('runs', { list });
      else describe(list);
    },
    replace(list) {
      for (const run of list) {
        const before = find(run.id);
        if (before === null) continue;
        if (before.visible !== run.visible || before.colour !== run.colour) {
          persistence.change(run.id, { visible: run.visible, colour: run.colour });
        }
      }
      describe(list);
    },
    take(id) {
      const list = state().list.filter((run) => run.id !== id);
      patch('runs', { selectedId: state().selectedId === id ? (list[0]?.id ?? null) : state().selectedId });
      describe(list);
    },
    setBaseline(id) {
      patch('runs', { baselineId: id });
      describe(state().list);
    },
  };
}
