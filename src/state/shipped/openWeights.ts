/**
 * From the files of an exported model to a paused run with its weights: they are put into storage as a checkpoint, from
 * which the worker goes on as from any other. The run has no history; its optimizer begins anew.
 */
import { TrimtabError } from '../../domain/core/errors.ts';
import type { Progress } from '../../domain/files/checkpoint.ts';
import type { ExportedFolder } from '../../domain/files/openExport.ts';
import type { StoredRun } from '../../storage/contract.ts';
import type { Context } from '../context.ts';
import type { RunCommands } from '../run/runActions.ts';
import type { Persistence } from '../runs/persistence.ts';
import { freeColour, makeRoom } from '../runs/records.ts';
import type { RunList } from '../runs/runList.ts';
import type { RunsActions } from '../contract.ts';

export interface OpenParts {
  readonly context: Context;
  readonly list: RunList;
  readonly persistence: Persistence;
  readonly run: RunCommands;
  readonly runs: RunsActions;
}

export interface KnownOfWeights {
  readonly name: string;
  readonly progress: Progress;
  readonly valLossNats: number | null;
}

/** True once it is the current run; a refusal was told. Throws for files that are no model, and where nothing can be stored. */
export async function openWeights(
  { context, list, persistence, run, runs }: OpenParts,
  files: ExportedFolder,
  { name, progress, valLossNats }: KnownOfWeights,
): Promise<boolean> {
  const { environment, get } = context;
  const { checkpoints, kind } = await context.storage();
  // What a page holds in memory, its worker does not see.
  if (kind === 'memory') throw new TrimtabError('storage-unavailable', { reason: 'opened-through-storage' });
  // Reading exports is no part of the first load.
  const { openExport, exportCheckpoint } = await import('../../domain/files/openExport.ts');
  const opened = openExport(files);
  const id = environment.newId();
  const now = environment.now();
  list.replace(makeRoom(get().runs.list, [get().run.runId]));
  const record: StoredRun = {
    id,
    name,
    colour: freeColour(get().runs.list),
    config: opened.config,
    presetId: null,
    startedAt: now,
    updatedAt: now,
    phase: 'paused',
    step: progress.step,
    totalSteps: opened.config.training.steps,
    flags: [],
    bestValLossNats: valLossNats,
    valLossNats,
    trainLossNats: null,
    tokensPerSecond: null,
    visible: true,
    pinned: false,
  };
  await checkpoints.save({ runId: id, step: progress.step, bytes: exportCheckpoint(opened, progress), createdAt: now });
  list.add(record, null);
  await run.resume(id, true, false);
  if (get().run.runId === id) {
    runs.edit(id);
    return true;
  }
  list.take(id);
  persistence.remove(id);
  environment.locks.release(id);
  return false;
}
