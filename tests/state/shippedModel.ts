/** A site with one model on its shelf, with weights that nobody trained. */
import { type ModelCard } from '../../src/domain/checkpoints/card.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { exportModel } from '../../src/domain/files/exportModel.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { presetConfig } from '../../src/domain/presets/index.ts';
import { tokenizers } from '../../src/domain/tokenizers/index.ts';
import type { Environment } from '../../src/state/environment/contract.ts';

interface ShippedModel {
  readonly card: ModelCard;
  readonly siteFile: Environment['siteFile'];
}

export function shippedModel(): ShippedModel {
  const config = presetConfig('first-names');
  const tokenizer = tokenizers.character.build('abcdefghij\n', {});
  const { definition, settings } = resolve(config).model;
  const weights = initialWeights(definition.tensors(settings, tokenizer.size), 5);
  const made = exportModel(config, weights, tokenizer);
  const byName = new Map(made.map(({ name, bytes }) => [name, bytes]));
  const card: ModelCard = {
    version: 1,
    id: 'names',
    name: { en: 'Names', zh: '名字' },
    about: { en: 'Invents names.', zh: '编造名字。' },
    data: { corpus: 'first-names', licence: { name: 'CC0', url: 'https://example.org/licence' } },
    limits: { en: 'A toy.', zh: '玩具。' },
    model: {
      architecture: 'transformer',
      layers: 2,
      width: 48,
      context: 32,
      vocabulary: tokenizer.size,
      parameters: 57_000,
    },
    training: {
      steps: 1000,
      tokensSeen: 1e6,
      seconds: 60,
      backend: 'wasm',
      command: 'npm run checkpoints -- names',
      lab: 'npm run lab -- run first-names --out DIR',
    },
    validation: {
      lossNats: 2.1,
      perplexity: Math.exp(2.1),
      bitsPerByte: 3,
      command: 'npm run lab -- evaluate DIR --out OUT',
    },
    spotCheck: { windows: 4, lossNats: 2.1 },
    dtype: 'F32',
    files: made.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: '' })),
    bytes: made.reduce((sum, { bytes }) => sum + bytes.length, 0),
    date: '2026-11-26',
  };
  return {
    card,
    async siteFile(path) {
      if (path === 'checkpoints/index.json')
        return new TextEncoder().encode(JSON.stringify({ version: 1, models: [card] }));
      const bytes = byName.get(path.replace(`checkpoints/${card.id}/`, ''));
      if (!bytes) throw new TrimtabError('bad-model', { reason: 'file-missing' });
      return bytes;
    },
  };
}
