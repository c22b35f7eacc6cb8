/** Reads the cards of the models that ship, and opens one of them. */
import {
  catalogueFile,
  checkpointsFolder,
  type ModelCard,
  modelFiles,
  readCatalogue,
} from '../../domain/checkpoints/card.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { ExportedFolder } from '../../domain/files/openExport.ts';
import type { Context } from '../context.ts';
import type { Errors } from '../errors.ts';
import type { ShippedActions } from './contract.ts';
import { openWeights, type OpenParts } from './openWeights.ts';

export function createShipped(
  parts: OpenParts & { readonly context: Context; readonly errors: Errors },
): ShippedActions {
  const { context, errors } = parts;
  const { environment, get, patch } = context;
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

  async function readCards(): Promise<readonly ModelCard[]> {
    const { cards } = get().shipped;
    return cards ?? readCatalogue(text(await environment.siteFile(`${checkpointsFolder}/${catalogueFile}`)));
  }

  async function fetchModel({ id, files }: ModelCard): Promise<ExportedFolder> {
    const fetched = async (name: string): Promise<Uint8Array> => {
      const file = `${checkpointsFolder}/${id}/${name}`;
      const bytes = await environment.siteFile(file);
      const expected = files.find((listed) => listed.name === name)?.bytes ?? Number.NaN;
      // Some servers answer a missing file with a page of their own.
      if (bytes.length !== expected) {
        throw new TrimtabError('bad-model', {
          file,
          field: 'bytes',
          value: bytes.length,
          expected,
          found: bytes.length,
        });
      }
      return bytes;
    };
    const [weights, experiment, tokenizer] = await Promise.all(
      [modelFiles.weights, modelFiles.experiment, modelFiles.tokenizer].map(fetched),
    );
    if (!weights || !experiment || !tokenizer) throw new TrimtabError('bad-model', { reason: 'file-missing' });
    return { weights, experiment: text(experiment), tokenizer: text(tokenizer) };
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
      if (get().shipped.openingId !== null) return false;
      patch('shipped', { openingId: id });
      try {
        const card = (await readCards()).find((one) => one.id === id);
        if (!card) throw new TrimtabError('bad-model', { file: id, reason: 'file-missing' });
        const { steps: step, tokensSeen, seconds } = card.training;
        return await openWeights(parts, await fetchModel(card), {
          name: card.name[get().preferences.language],
          progress: { step, tokensSeen, elapsedSeconds: seconds },
          valLossNats: card.validation.lossNats,
        });
      } catch (thrown) {
        errors.caught(thrown);
        return false;
      } finally {
        patch('shipped', { openingId: null });
      }
    },
  };
}
