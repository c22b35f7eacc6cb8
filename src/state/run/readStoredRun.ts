/** A run as storage has it. */
import { validate } from '../../domain/config/validate.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import { textHash } from '../../domain/data/textHash.ts';
import type { StoredRun } from '../../storage/contract.ts';
import { textHashOf } from '../../storage/runStore.ts';
import type { Context } from '../context.ts';
import type { OwnText } from '../contract.ts';

/** Written by another version, perhaps: what that one allowed need not be legal here. */
export const checkedRun = (run: StoredRun): StoredRun => ({ ...run, config: validate(run.config).config });

export async function readStoredRun(context: Context, runId: string): Promise<StoredRun> {
  const { runs } = await context.storage();
  const stored = await runs.get(runId);
  if (stored === null) throw new TrimtabError('bad-checkpoint', { reason: 'run-gone', runId });
  return checkedRun(stored);
}

/** The text that the settings name: one at hand, or the one in storage. */
export async function readText(context: Context, run: StoredRun, atHand: OwnText | null): Promise<OwnText | null> {
  const hash = textHashOf(run);
  if (hash === null) return null;
  if (atHand !== null && textHash(atHand.text) === hash) return atHand;
  const { runs } = await context.storage();
  const stored = await runs.text(hash);
  return stored === null ? null : { name: stored.name, text: stored.text };
}
