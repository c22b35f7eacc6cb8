/** The list of runs: names, colours, comparison, deletion with undo. */
import { findPreset } from '../../domain/presets/index.ts';
import type { StoredRun } from '../../storage/contract.ts';
import { storageUsage } from '../../storage/quota.ts';
import { dispensable, isUnfinished, prunable } from '../../storage/prune.ts';
import type { Context } from '../context.ts';
import type { ConfigEditor } from '../config/configActions.ts';
import type { RunsActions, RunsState } from '../contract.ts';
import type { Errors } from '../errors.ts';
import type { RunCommands } from '../run/runActions.ts';
import { readText } from '../run/readStoredRun.ts';
import { isActive } from '../run/runState.ts';
import type { Persistence } from './persistence.ts';
import { show } from './records.ts';
import type { RunList } from './runList.ts';

/** So long can a deleted run be brought back. */
const undoMs = 10_000;
const longestName = 60;
/** `prune` leaves this many runs, or one fewer than there are. */
const keptRuns = 20;

interface Parts {
  readonly context: Context;
  readonly errors: Errors;
  readonly list: RunList;
  readonly persistence: Persistence;
  readonly config: ConfigEditor;
  readonly run: RunCommands;
}

export interface RunsCommands extends RunsActions {
  /** Deletes the least recently used runs beyond so many, but none that is pinned or drawn. */
  limit(most: number): Promise<void>;
  /** Draws these runs, oldest first, as they were drawn before the page was reloaded. */
  reveal(ids: readonly string[]): void;
  readonly dispose: () => void;
}

export function createRunsActions({ context, errors, list, persistence, config, run }: Parts): RunsCommands {
  const { environment, get, patch } = context;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const state = (): RunsState => get().runs;

  /** Without locks nobody can ask; there, a run that is over is nobody's. */
  async function free(id: string): Promise<boolean> {
    const { locks } = environment;
    if (locks.supported || locks.heldHere(id)) return locks.hold(id);
    const record = list.find(id);
    return record !== null && !isUnfinished(record);
  }

  function deleteForGood(id: string): void {
    persistence.remove(id);
    context.metrics.forget(id);
    environment.locks.release(id);
  }

  /** As many of these as wanted, in their order; not the current one, and none that another tab holds. */
  async function deleteRuns(ids: readonly string[], wanted: number): Promise<number> {
    let deleted = 0;
    for (const id of ids) {
      if (deleted === wanted) break;
      if (id === get().run.runId || !(await free(id))) continue;
      list.take(id);
      deleteForGood(id);
      deleted++;
    }
    await persistence.flush();
    return deleted;
  }

  function finishRemoval(): void {
    clearTimeout(timer);
    const { removed } = state();
    if (removed === null) return;
    patch('runs', { removed: null });
    deleteForGood(removed.id);
  }

  async function loadMetrics(id: string): Promise<void> {
    if (context.metrics.rows(id) > 0 || get().run.runId === id) return;
    try {
      await persistence.flush();
      const { runs } = await context.storage();
      context.metrics.load(id, await runs.metrics(id));
    } catch (thrown) {
      errors.caught(thrown, { kind: 'notice' });
    }
  }

  /** Takes a run's settings into the editor. */
  async function takeSettings(record: StoredRun): Promise<void> {
    const presetId = findPreset(record.presetId ?? '')?.id ?? null;
    const ownText = await readText(context, record, get().config.ownText);
    config.replace({ config: record.config, presetId, ownText: ownText ?? get().config.ownText });
  }

  return {
    select(id) {
      patch('runs', { selectedId: id });
      void loadMetrics(id);
    },
    rename(id, name) {
      const trimmed = name.trim().slice(0, longestName);
      if (trimmed !== '') list.change(id, { name: trimmed });
    },
    reveal(ids) {
      for (const id of ids) {
        list.replace(show(state().list, id, [get().run.runId]));
        void loadMetrics(id);
      }
    },
    toggleVisible(id) {
      const wanted = list.find(id);
      if (wanted === null) return;
      const keep = [state().selectedId, get().run.runId];
      const runs = state().list;
      list.replace(
        wanted.visible ? runs.map((r) => (r.id === id ? { ...r, visible: false } : r)) : show(runs, id, keep),
      );
      void loadMetrics(id);
    },
    togglePinned(id) {
      list.change(id, { pinned: list.find(id)?.pinned !== true });
    },
    setBaseline: (id) => list.setBaseline(id),
    toggleOverlay: () => patch('runs', { overlay: !state().overlay }),

    remove(id) {
      const record = list.find(id);
      if (record === null) return;
      void (async () => {
        if (!(await free(id))) {
          errors.show({ code: 'run-elsewhere', detail: { run: record.name }, problems: [] });
          return;
        }
        if (get().run.runId === id && isActive(get().run.phase)) await run.stop();
        finishRemoval();
        const stopped = list.find(id) ?? record;
        list.take(id);
        patch('runs', { removed: stopped });
        timer = setTimeout(finishRemoval, undoMs);
      })();
    },
    undoRemove() {
      const { removed } = state();
      if (removed === null) return;
      clearTimeout(timer);
      patch('runs', { removed: null });
      if (get().run.runId !== removed.id) environment.locks.release(removed.id);
      list.load([...state().list, removed]);
    },
    edit(id) {
      const record = list.find(id);
      if (record === null) return;
      takeSettings(record).catch((thrown: unknown) => errors.caught(thrown, { kind: 'notice' }));
    },
    async resume(id) {
      await run.resume(id, false, false);
      const record = list.find(id);
      if (record === null || get().run.runId !== id) return;
      await takeSettings(record);
      list.replace(show(state().list, id, [id]));
    },
    async prune() {
      const wanted = Math.max(1, state().list.length - keptRuns);
      const deleted = await deleteRuns(dispensable(state().list), wanted);
      if (deleted === 0) {
        errors.show({ code: 'storage-full', detail: { reason: 'no-old-runs' }, problems: [] }, { kind: 'notice' });
      }
      return deleted;
    },
    limit: async (most) => void (await deleteRuns(prunable(state().list, most), Infinity)),
    usage: () => storageUsage(environment.room),
    dispose: () => clearTimeout(timer),
  };
}
