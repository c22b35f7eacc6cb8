/** Reads the cards of the models that ship, and has one of them opened as any other folder of files is. */
import { catalogueFile, checkpointsFolder, type ModelCard, readCatalogue } from '../../domain/checkpoints/card.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { Context } from '../context.ts';
import type { Errors } from '../errors.ts';
import type { FilesActions } from '../files/contract.ts';
import type { ShippedActions } from './contract.ts';

interface Parts {
  readonly context: Context;
  readonly errors: Errors;
  readonly files: Pick<FilesActions, 'openModelFiles' | 'forgetOpened'>;
}

export function createShipped({ context, errors, files }: Parts): ShippedActions {
  const { environment, get, patch } = context;

  async function readCards(): Promise<readonly ModelCard[]> {
    const { cards } = get().shipped;
    if (cards !== null) return cards;
    const bytes = await environment.siteFile(`${checkpointsFolder}/${catalogueFile}`);
    return readCatalogue(new TextDecoder().decode(bytes));
  }

  /** The dialog of files is not what the person looks at: what failed is told by the page. */
  async function open(card: ModelCard): Promise<boolean> {
    const { steps: step, tokensSeen, seconds: elapsedSeconds } = card.training;
    await files.openModelFiles({
      kind: 'folder',
      address: `${checkpointsFolder}/${card.id}/`,
      name: card.name[get().preferences.language],
      known: { progress: { step, tokensSeen, elapsedSeconds }, valLossNats: card.validation.lossNats },
    });
    const { opened, error } = get().files;
    files.forgetOpened();
    if (error !== null) errors.show(error);
    return opened !== null;
  }

  return {
    async read() {
      if (get().shipped.cards !== null || get().shipped.reading) return;
      patch('shipped', { reading: true });
      try {
        patch('shipped', { cards: await readCards() });
      } catch (thrown) {
        errors.caught(thrown);
      }
      patch('shipped', { reading: false });
    },
    async open(id) {
      if (get().shipped.openingId !== null || get().files.opening !== null) return false;
      patch('shipped', { openingId: id });
      try {
        const card = (await readCards()).find((one) => one.id === id);
        if (!card) throw new TrimtabError('bad-model', { file: id, reason: 'file-missing' });
        return await open(card);
      } catch (thrown) {
        errors.caught(thrown);
        return false;
      } finally {
        patch('shipped', { openingId: null });
      }
    },
  };
}
