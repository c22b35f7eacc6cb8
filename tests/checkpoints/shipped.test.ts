/** Every model that ships is what its card says: files, parameters, text, and the loss, computed again without a backend. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCorpora } from '../../scripts/corpora/build.mjs';
import { models } from '../../scripts/checkpoints/models.mjs';
import { type ModelCard, readCatalogue } from '../../src/domain/checkpoints/card.ts';
import { createDataSource } from '../../src/domain/data/dataSource.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { parameterCount } from '../../src/domain/models/contract.ts';
import { openFolder } from '../../src/lab/exportedFolder.ts';
import { spotCheck } from '../../src/lab/spotCheck.ts';
import { root } from '../architecture/sources.ts';

const shipped = join(root, 'public/checkpoints');
const corpora = join(root, 'public/corpora');
const cards = readCatalogue(readFileSync(join(shipped, 'index.json'), 'utf8'));
const load = async (name: string): Promise<string> => readFileSync(join(corpora, name), 'utf8');

beforeAll(() => void buildCorpora({ out: corpora, cache: join(root, '.cache') }));

test('each folder is in the list, in the order of the command that made it', () => {
  const folders = readdirSync(shipped, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(cards.map(({ id }) => id).toSorted()).toEqual(folders.map(({ name }) => name).toSorted());
  const made = cards.map(({ id }) => id);
  expect(made).toEqual(models.map(({ id }) => id).filter((id) => made.includes(id)));
  expect(made).toContain('first-names-tiny');
});

test('together they are small, and one is for slow computers', () => {
  expect(cards.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(5_000_000);
  expect(Math.min(...cards.map(({ bytes }) => bytes))).toBeLessThan(100_000);
});

describe.each(cards.map((card) => [card.id, card] as const))('%s', (id, card) => {
  const read = (name: string): Buffer => readFileSync(join(shipped, id, name));
  const files = {
    weights: Uint8Array.from(read('model.safetensors')),
    experiment: read('experiment.json').toString(),
    tokenizer: read('tokenizer.json').toString(),
  };

  test('its card is the one of the list, in both languages, and lists its files', () => {
    expect(JSON.parse(read('card.json').toString())).toEqual(card);
    for (const { en, zh } of [card.name, card.about, card.limits]) {
      expect(en).toMatch(/[a-z]/);
      expect(zh).toMatch(/\p{Script=Han}/u);
    }
    const others = readdirSync(join(shipped, id)).filter((name) => name !== 'card.json');
    expect(card.files.map(({ name }) => name)).toEqual(others.toSorted());
    for (const { name, bytes, sha256 } of card.files) {
      expect([read(name).length, createHash('sha256').update(read(name)).digest('hex')]).toEqual([bytes, sha256]);
    }
    expect(card.bytes).toBe(card.files.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(card.date).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(card.training.command).toBe(`npm run checkpoints -- ${id}`);
    expect(card.data.licence.url).toMatch(/^https:/);
  });

  test('it is the model that the card describes', async () => {
    const { config, tokenizer } = await openFolder(files);
    const { definition, settings } = resolve(config).model;
    const tensors = definition.tensors(settings, tokenizer.vocabulary);
    const { architecture, layers, width, context, vocabulary, parameters } = card.model;
    expect(config.model).toMatchObject({ architecture, layers, width, context });
    expect(config.training.steps).toBe(card.training.steps);
    expect(config.data.corpus).toBe(card.data.corpus);
    expect([tokenizer.vocabulary, parameterCount(tensors)]).toEqual([vocabulary, parameters]);
    // The page builds the vocabulary from the text; it must be the model's.
    const data = await createDataSource({ data: config.data, load, ownText: null });
    expect(data.tokenizer.toJSON()).toEqual(JSON.parse(tokenizer.json));
    expect(card.validation.bitsPerByte).toBeCloseTo(card.validation.lossNats / Math.LN2 / data.facts.bytesPerToken, 6);
    expect(card.validation.perplexity).toBeCloseTo(Math.exp(card.validation.lossNats), 6);
  });

  test('it loses as much as the card says', async () => {
    const { windows, lossNats } = card.spotCheck;
    const check = await spotCheck(files, load, windows);
    expect(check.lossNats).toBeCloseTo(lossNats, 4);
    // Of the whole text this is a sample: losses of single tokens scatter by about as much as their mean.
    const scatter = card.validation.lossNats / Math.sqrt(check.tokens);
    expect(Math.abs(check.lossNats - card.validation.lossNats)).toBeLessThan(4 * scatter);
  });
});

test('the whole validation loss of the smallest, which a backend measured, is that of plain arrays', async () => {
  const smallest = cards.toSorted((a, b) => a.bytes - b.bytes)[0] as ModelCard;
  const read = (name: string): Buffer => readFileSync(join(shipped, smallest.id, name));
  const files = {
    weights: Uint8Array.from(read('model.safetensors')),
    experiment: read('experiment.json').toString(),
    tokenizer: read('tokenizer.json').toString(),
  };
  const { lossNats } = await spotCheck(files, load, Infinity);
  expect(lossNats).toBeCloseTo(smallest.validation.lossNats, 4);
});
