/** Opens models: the files go to the worker, which keeps them as a run's; the run is listed and brought in, paused. */
import { reportOf } from '../../domain/core/errors.ts';
import type { OpenedModel } from '../../protocol/files.ts';
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import type { Context } from '../context.ts';
import { isCrash } from '../engine.ts';
import { newRun } from '../run/newRun.ts';
import type { RunCommands } from '../run/runActions.ts';
import type { Persistence } from '../runs/persistence.ts';
import { makeRoom } from '../runs/records.ts';
import type { RunList } from '../runs/runList.ts';
import type { RunsCommands } from '../runs/runsActions.ts';
import type { FilesActions, FilesState, ModelSource } from './contract.ts';
import { sourceName } from './sourceName.ts';

export const initialFiles: FilesState = { opening: null, opened: null, error: null };

interface Parts {
  readonly context: Context;
  readonly list: RunList;
  readonly persistence: Persistence;
  readonly run: RunCommands;
  readonly runs: RunsCommands;
  /** Puts the model that came compressed on the board of its run. */
  readonly adopt: (recipe: Recipe) => Promise<void>;
}

export function createFiles({ context, list, persistence, run, runs, adopt }: Parts): FilesActions & {
  readonly dispose: () => void;
} {
  const { environment, get, patch } = context;
  const { client } = environment;

  const stop = client.on('files.progress', ({ share }) => {
    const { opening } = get().files;
    if (opening !== null) patch('files', { opening: { ...opening, share } });
  });

  /** False if the worker would not take it, which has been told. */
  async function bring(
    runId: string,
    name: string,
    { config, step }: OpenedModel,
    valLossNats: number | null,
  ): Promise<boolean> {
    list.replace(makeRoom(get().runs.list, [get().run.runId]));
    const record = newRun(context, { config, presetId: null });
    const losses = { valLossNats, bestValLossNats: valLossNats };
    list.add({ ...record, ...losses, id: runId, name, phase: 'paused', step, opened: name }, null);
    await run.resume(runId, true, false);
    if (get().run.runId === runId) {
      runs.edit(runId);
      return true;
    }
    list.take(runId);
    persistence.remove(runId);
    environment.locks.release(runId);
    return false;
  }

  async function open(source: ModelSource, corpus: Parameters<FilesActions['openModelFiles']>[1]): Promise<void> {
    const runId = environment.newId();
    // Not needed before: the page loads faster without it.
    const { gatherFiles } = await import('./gatherFiles.ts');
    const { files, transfer } = await gatherFiles(source, environment);
    const known = source.kind === 'folder' ? source.known : undefined;
    const request = { runId, files, corpus: corpus ?? null, ...(known && { progress: known.progress }) };
    const model = get().files.opening?.cancelling ? null : await client.request('files.open', request, transfer);
    if (model === null) return;
    const name = sourceName(source, model);
    if (!(await bring(runId, name, model, known?.valLossNats ?? null))) return;
    patch('files', { opening: null, opened: { runId, name, model } });
    if (model.recipe === null) return;
    await adopt(model.recipe);
  }

  return {
    async openModelFiles(source, corpus) {
      if (get().files.opening !== null) return;
      patch('files', {
        opening: { name: sourceName(source), share: null, cancelling: false },
        opened: null,
        error: null,
      });
      try {
        await open(source, corpus);
      } catch (thrown) {
        if (!isCrash(thrown)) patch('files', { error: reportOf(thrown) });
      } finally {
        patch('files', { opening: null });
      }
    },
    async cancelOpening() {
      const { opening } = get().files;
      if (opening === null) return;
      patch('files', { opening: { ...opening, cancelling: true } });
      await client.request('files.cancel', null).catch(() => undefined);
    },
    forgetOpened: () => patch('files', { opened: null, error: null }),
    dispose: stop,
  };
}
