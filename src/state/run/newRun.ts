/** The record of a run that begins now. */
import { runName } from '../../domain/config/runName.ts';
import type { StoredRun } from '../../storage/contract.ts';
import type { Context } from '../context.ts';
import type { ConfigSnapshot } from '../contract.ts';
import { freeColour } from '../runs/records.ts';

const countKey = 'trimtab.runCount';

export function newRun(
  { environment, get }: Context,
  { config, presetId }: Pick<ConfigSnapshot, 'config' | 'presetId'>,
): StoredRun {
  const count = Number(environment.local.get(countKey) ?? get().runs.list.length) + 1;
  environment.local.set(countKey, String(count));
  const now = environment.now();
  const id = environment.newId();
  return {
    id,
    name: runName(count)[get().preferences.language],
    colour: freeColour(get().runs.list),
    config,
    presetId,
    startedAt: now,
    updatedAt: now,
    phase: 'preparing',
    step: 0,
    totalSteps: config.training.steps,
    flags: [],
    bestValLossNats: null,
    valLossNats: null,
    trainLossNats: null,
    tokensPerSecond: null,
    visible: true,
    pinned: false,
  };
}
