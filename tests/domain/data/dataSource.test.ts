import { describe, expect, it } from 'vitest';
import { createDataSource } from '../../../src/domain/data/dataSource.ts';
import { prepareText } from '../../../src/domain/data/prepareText.ts';
import { textHash } from '../../../src/domain/data/textHash.ts';
import { reportOfRejection } from './thrown.ts';

const train = 'Call me Ishmael. Some years ago — never mind how long.\n'.repeat(20);
const validation = 'I thought I would sail about a little.\n'.repeat(5);
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
const partOf = (text: string) => ({ bytes: bytesOf(text), characters: text.length, sha256: '' });
const entry = {
  licence: { name: '', url: '' },
  source: [],
  split: '',
  train: partOf(train),
  validation: partOf(validation),
};
const site: Readonly<Record<string, string>> = {
  'index.json': JSON.stringify({ version: 1, corpora: { 'moby-dick': entry } }),
  'moby-dick.train.txt': train,
  'moby-dick.validation.txt': validation,
};
const loadFrom = (files: Readonly<Record<string, string>>) => async (name: string) => {
  const text = files[name];
  if (text === undefined) throw new Error('404');
  return text;
};
const mobyDick = { corpus: 'moby-dick', tokenizer: 'character' } as const;

describe('a text that ships with the site', () => {
  it('becomes a source whose vocabulary covers both parts', async () => {
    const source = await createDataSource({ data: mobyDick, load: loadFrom(site), ownText: null });
    expect(source.facts).toMatchObject({
      vocabulary: new Set(train + validation).size,
      trainTokens: train.length,
      validationTokens: validation.length,
    });
    expect(source.facts.excerpt).toBe(train.slice(0, 600));
    expect(source.tokenizer.method).toBe('character');
  });

  it('is read as bytes when asked to', async () => {
    const source = await createDataSource({
      data: { ...mobyDick, tokenizer: 'byte' },
      load: loadFrom(site),
      ownText: null,
    });
    expect(source.facts).toMatchObject({ vocabulary: 256, trainTokens: bytesOf(train), bytesPerToken: 1 });
  });

  const without = (name: string) => Object.fromEntries(Object.entries(site).filter(([key]) => key !== name));
  const page = '<!doctype html><title>Trimtab</title>';
  it.each([
    ['no index', {}],
    ['a page instead of the index', { ...site, 'index.json': page }],
    ['an index of another version', { ...site, 'index.json': JSON.stringify({ version: 2 }) }],
    ['no training file', without('moby-dick.train.txt')],
    ['no validation file', without('moby-dick.validation.txt')],
    ['a page instead of the text', { ...site, 'moby-dick.train.txt': page }],
    ['a text cut short', { ...site, 'moby-dick.train.txt': train.slice(0, -1) }],
  ])('is reported missing, with the command that makes it: %s', async (_what, files) => {
    const report = await reportOfRejection(createDataSource({ data: mobyDick, load: loadFrom(files), ownText: null }));
    expect(report).toMatchObject({ code: 'data-missing', detail: { file: 'moby-dick', command: 'npm run corpora' } });
    expect(report.problems[0]?.path).toBe('data.corpus');
  });

  it('names the command for the poems, which are never made by default', async () => {
    const data = { corpus: 'tang-song-poems', tokenizer: 'character' } as const;
    const report = await reportOfRejection(createDataSource({ data, load: loadFrom(site), ownText: null }));
    expect(report).toMatchObject({ code: 'data-missing', detail: { command: 'npm run corpora -- --poems' } });
  });
});

describe('a text of one’s own', () => {
  const own = { corpus: 'own-text', tokenizer: 'character' } as const;
  const load = loadFrom({});

  it('is split at its last tenth and needs no file', async () => {
    const source = await createDataSource({ data: own, load, ownText: train });
    expect(source.facts.trainTokens + source.facts.validationTokens).toBe(train.length);
    expect(source.facts.validationTokens).toBe(2 * (train.length / 20));
  });

  it('is the same whatever its newlines', async () => {
    const data = { ...own, textHash: textHash(prepareText(train)) };
    const source = await createDataSource({ data, load, ownText: train.replaceAll('\n', '\r\n') });
    expect(source.facts.trainTokens + source.facts.validationTokens).toBe(train.length);
  });

  it('is asked for when it is not there or is another one', async () => {
    const data = { ...own, textHash: textHash(train) };
    for (const ownText of [null, `${train}!`]) {
      const report = await reportOfRejection(createDataSource({ data, load, ownText }));
      expect(report).toMatchObject({ code: 'text-missing', detail: { textHash: data.textHash } });
    }
  });

  it('is asked for without a fingerprint when the experiment names none', async () => {
    const report = await reportOfRejection(createDataSource({ data: own, load, ownText: null }));
    expect(report).toMatchObject({ code: 'text-missing' });
    expect(report.detail).not.toHaveProperty('textHash');
  });

  it('is refused when it is too short', async () => {
    const report = await reportOfRejection(createDataSource({ data: own, load, ownText: 'Too short.' }));
    expect(report).toMatchObject({ code: 'bad-file', detail: { reason: 'too-short', amount: 10 } });
  });
});
