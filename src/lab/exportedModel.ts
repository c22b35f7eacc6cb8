/** An exported model from its folder, in the shape in which runs are kept. */
import type { ModelCard } from '../domain/checkpoints/card.ts';
import { reportOf } from '../domain/core/errors.ts';
import { storedForm } from '../domain/files/opening/storedForm.ts';
import { type ExportedFolder, openFolder } from './exportedFolder.ts';
import { errorLine } from './words.ts';

export type OpenedFolder =
  | { readonly ok: true; readonly checkpoint: Uint8Array }
  | { readonly ok: false; readonly message: string };

/** @param files `card`: text of the card.json that says how long it was trained, where the model's own file does not. */
export async function openedFolder({
  card,
  ...files
}: ExportedFolder & { readonly card: string | null }): Promise<OpenedFolder> {
  try {
    const opened = await openFolder(files);
    const told = opened.progress.step > 0 || card === null;
    const progress = told ? opened.progress : progressOf(JSON.parse(card) as ModelCard);
    return { ok: true, checkpoint: storedForm({ ...opened, progress }, opened.config) };
  } catch (thrown) {
    return { ok: false, message: errorLine(reportOf(thrown)) };
  }
}

const progressOf = ({ training: { steps: step, tokensSeen, seconds } }: ModelCard) => ({
  step,
  tokensSeen,
  elapsedSeconds: seconds,
});
