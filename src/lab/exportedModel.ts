/** An exported model from its folder, in the shape in which the worker opens models. */
import type { ModelCard } from '../domain/checkpoints/card.ts';
import { reportOf } from '../domain/core/errors.ts';
import { type ExportedFolder, exportCheckpoint, openExport } from '../domain/files/openExport.ts';
import { errorLine } from './words.ts';

export type OpenedFolder =
  | { readonly ok: true; readonly checkpoint: Uint8Array }
  | { readonly ok: false; readonly message: string };

/** @param files `card`: text of the card.json that says how long it was trained; without one it counts from 0. */
export function openedFolder({ card, ...files }: ExportedFolder & { readonly card: string | null }): OpenedFolder {
  try {
    const { steps: step, tokensSeen, seconds } = card === null ? untold : (JSON.parse(card) as ModelCard).training;
    const progress = { step, tokensSeen, elapsedSeconds: seconds };
    return { ok: true, checkpoint: exportCheckpoint(openExport(files), progress) };
  } catch (thrown) {
    return { ok: false, message: errorLine(reportOf(thrown)) };
  }
}

const untold = { steps: 0, tokensSeen: 0, seconds: 0 };
