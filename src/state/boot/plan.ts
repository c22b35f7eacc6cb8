/**
 * What the page does when it opens, as a pure function of what it finds. A link that somebody followed wins over
 * everything; a page that is reloaded goes on where it was; a page opened anew takes up the last session if that was
 * left unfinished and no other tab has it; otherwise the default preset starts, unless the page opens where ready-made
 * models are offered.
 */
import { diffConfigs } from '../../domain/config/diff.ts';
import type { StoredRun } from '../../storage/contract.ts';
import { isUnfinished } from '../../storage/prune.ts';
import type { ConfigSnapshot, ViewState } from '../contract.ts';

export interface Found {
  /** Experiment of the address; null when it names none. */
  readonly address: ConfigSnapshot | null;
  /** The page wrote the address itself: this is a reload. */
  readonly addressIsOurs: boolean;
  /** The run of this tab before the reload. */
  readonly sessionRunId: string | null;
  readonly runs: readonly StoredRun[];
  readonly autostart: boolean;
  readonly place: ViewState['place'];
}

export interface Plan {
  /** To be taken up if no other tab holds it. */
  readonly restore: { readonly run: StoredRun; readonly paused: boolean; readonly waitMs: number } | null;
  /** For the editor; null keeps what it has (the default preset), or takes that of the restored run. */
  readonly edit: ConfigSnapshot | null;
  /** What happens when nothing is restored. */
  readonly start: boolean;
}

/** A reloading page still holds its run for a moment. */
const reloadWaitMs = 1500;

export function planBoot({ address, addressIsOurs, sessionRunId, runs, autostart, place }: Found): Plan {
  const own = runs.find((run) => run.id === sessionRunId);
  const last = runs.toSorted((a, b) => b.updatedAt - a.updatedAt)[0];
  const candidate = own ?? (sessionRunId === null ? last : undefined);
  const reload = candidate !== undefined && candidate === own;
  // A finished run has nothing left to train, but a reload should not lose its model.
  const worthIt = candidate !== undefined && (isUnfinished(candidate) || (reload && candidate.phase === 'finished'));
  const paused = candidate?.phase === 'paused' || (candidate?.phase !== 'finished' && !autostart);
  return {
    restore:
      worthIt && !overruled(candidate, address, addressIsOurs)
        ? { run: candidate, paused, waitMs: reload ? reloadWaitMs : 0 }
        : null,
    edit: address,
    // A model that nobody asked for would take the place of the shelf before anyone has read it.
    // A race would have to wait for it, or it for the race.
    start: autostart && place !== 'race' && (place === 'train' || address !== null),
  };
}

/** A link to something else than the run. Our own address may hold edits that the run has not got yet. */
function overruled(run: StoredRun, address: ConfigSnapshot | null, addressIsOurs: boolean): boolean {
  return address !== null && !addressIsOurs && diffConfigs(run.config, address.config).length > 0;
}

/** Whether the page trains without being told to; people who asked for calm or thrift are asked first. */
export function mayAutostart(
  policy: 'auto' | 'always' | 'never',
  { reducedMotion, saveData }: { readonly reducedMotion: boolean; readonly saveData: boolean },
): boolean {
  return policy === 'always' || (policy === 'auto' && !reducedMotion && !saveData);
}
