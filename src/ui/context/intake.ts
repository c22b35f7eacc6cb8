/** Takes a person's own text, from a file, a drop or the clipboard, and remembers what was wrong with the last one. */
import { createStore, useStore } from 'zustand';
import { decodeText } from '../../domain/data/decodeText.ts';
import { reportOf, type ErrorReport } from '../../domain/core/errors.ts';
import { mostBytes, textProblem } from '../../domain/data/textProblem.ts';
import type { ConfigActions } from '../../state/contract.ts';

export interface Rejected {
  readonly name: string;
  readonly report: ErrorReport;
}

const rejectedStore = createStore<{ readonly rejected: Rejected | null }>(() => ({ rejected: null }));

export const useRejected = (): Rejected | null => useStore(rejectedStore, (state) => state.rejected);

export const dismissRejected = (): void => rejectedStore.setState({ rejected: null });

async function attempt(name: string, read: () => Promise<Uint8Array>, config: ConfigActions): Promise<boolean> {
  try {
    const { text } = decodeText(await read());
    config.setOwnText({ name, text });
    dismissRejected();
    return true;
  } catch (thrown) {
    rejectedStore.setState({ rejected: { name, report: reportOf(thrown) } });
    return false;
  }
}

export const takeFile = (file: File, config: ConfigActions): Promise<boolean> =>
  attempt(
    file.name,
    async () => {
      // Reading a huge file only to refuse it would freeze the page.
      if (file.size > mostBytes) throw textProblem('too-large', file.size);
      return new Uint8Array(await file.arrayBuffer());
    },
    config,
  );

/** Pasted text goes through the same checks as a file. */
export const takeText = (name: string, text: string, config: ConfigActions): Promise<boolean> =>
  attempt(name, () => Promise.resolve(new TextEncoder().encode(text)), config);
