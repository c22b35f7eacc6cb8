/**
 * The texts are made from the installed packages into a temporary folder and searched for leakage: nothing of the
 * validation part may stand in the training part.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCorpora } from '../../../scripts/corpora/build.mjs';
import { poems } from '../../../scripts/corpora/poems.mjs';
import type { CorpusDefinition } from '../../../src/domain/corpora/contract.ts';
import { corpora } from '../../../src/domain/corpora/index.ts';
import type { CorpusIndex } from '../../../src/domain/data/corpusFiles.ts';
import { ngramLosses } from '../../../src/domain/metrics/ngram.ts';
import { tokenizers } from '../../../src/domain/tokenizers/index.ts';

const definitions = Object.values(corpora as Readonly<Record<string, CorpusDefinition>>);
const texts = definitions.flatMap(({ id, data }) => (data.kind === 'text' ? [{ id, ...data }] : []));
const standard = texts.filter(({ command }) => command === 'npm run corpora');

const out = mkdtempSync(join(tmpdir(), 'trimtab-corpora-'));
const cache = join(out, 'cache');
const read = (name: string): string => readFileSync(join(out, name), 'utf8');
const partsRead = new Map<string, { readonly train: string; readonly validation: string }>();
function partsOf(file: string) {
  const parts = partsRead.get(file) ?? {
    train: read(`${file}.train.txt`),
    validation: read(`${file}.validation.txt`),
  };
  partsRead.set(file, parts);
  return parts;
}
const readIndex = (): CorpusIndex => JSON.parse(read('index.json'));
const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** What stands in both lists. */
function shared(a: readonly string[], b: readonly string[]): string[] {
  const known = new Set(a);
  return b.filter((item) => known.has(item));
}

let made: string[] = [];
beforeAll(() => {
  made = buildCorpora({ out, cache });
}, 60_000);
afterAll(() => rmSync(out, { recursive: true }));

describe.each(standard.map((corpus) => [corpus.id, corpus] as const))('%s', (_, corpus) => {
  it('holds back about a tenth', () => {
    const { train, validation } = partsOf(corpus.file);
    const share = validation.length / (train.length + validation.length);
    expect(share).toBeGreaterThan(0.09);
    expect(share).toBeLessThan(0.115);
  });

  it('is described by the index as it is, under the licence that its definition shows', () => {
    const entry = readIndex().corpora[corpus.file];
    for (const part of ['train', 'validation'] as const) {
      const bytes = readFileSync(join(out, `${corpus.file}.${part}.txt`));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const characters = bytes.reduce((sum, byte) => sum + ((byte & 0xc0) === 0x80 ? 0 : 1), 0);
      expect(entry?.[part]).toEqual({ bytes: bytes.length, characters, sha256 });
    }
    expect(entry?.licence).toEqual(corpus.licence);
  });

  it('is clean: no carriage returns, control or private characters, no runs of spaces', () => {
    const { train, validation } = partsOf(corpus.file);
    expect((train + validation).match(/[^\P{Cc}\n]|\p{Co}|\p{Cn}|\uFFFD| {2}/u)?.[0]).toBeUndefined();
  });

  it('knows every character of its own prompt', () => {
    for (const character of corpus.prompt) expect(partsOf(corpus.file).train).toContain(character);
  });
});

describe('no leakage', () => {
  it('Moby-Dick: every chapter once and in order, no paragraph in both parts', () => {
    const { train, validation } = partsOf('moby-dick');
    const numbers = [...(train + validation).matchAll(/^CHAPTER (\d+)\./gm)].map((match) => Number(match[1]));
    expect(numbers).toEqual(Array.from({ length: 135 }, (_, i) => i + 1));
    expect(validation).toMatch(/^CHAPTER \d+\./);
    const long = (text: string): string[] => lines(text).filter((line) => line.length > 40);
    expect(long(validation).length).toBeGreaterThan(200);
    expect(shared(long(train), long(validation))).toEqual([]);
  });

  it('State of the Union: whole speeches, the latest ones', () => {
    const { train, validation } = partsOf('sotu');
    const header = /^(\d{4}), [A-Z].*, [A-Z&a-z -]+$/gm;
    const years = (text: string): number[] => [...text.matchAll(header)].map((match) => Number(match[1]));
    expect(years(train).length + years(validation).length).toBe(233);
    expect(Math.max(...years(train))).toBeLessThan(Math.min(...years(validation)));
    expect(years(train)).toEqual(years(train).toSorted((a, b) => a - b));
    expect(lines(validation)[0]).toMatch(header);
    const bodies = (text: string): string[] => lines(text).filter((line) => line.length > 200);
    expect(shared(bodies(train), bodies(validation))).toEqual([]);
  });

  it.each(['first-names', 'chinese-idioms', 'chinese-words'])(
    '%s: no entry in both parts, none twice, no alphabetical order',
    (file) => {
      const { train, validation } = partsOf(file);
      const keys = (text: string): string[] => lines(text).map((line) => line.split(' ')[0]?.toLowerCase() ?? '');
      expect(shared(keys(train), keys(validation))).toEqual([]);
      expect(new Set(keys(train)).size).toBe(lines(train).length);
      expect(new Set(keys(validation)).size).toBe(lines(validation).length);
      const ascending = keys(validation).filter((key, i, all) => i > 0 && key > (all[i - 1] ?? '')).length;
      expect(ascending / lines(validation).length).toBeLessThan(0.6);
    },
  );

  it('names and idioms have the form that they should', () => {
    expect(lines(read('first-names.train.txt')).filter((name) => !/^[A-Z][a-z]*(-[A-Z][a-z]*)*$/.test(name))).toEqual(
      [],
    );
    const idioms = lines(read('chinese-idioms.train.txt'));
    expect(idioms.filter((idiom) => !/^\p{Script=Han}{4}$/u.test(idiom))).toEqual([]);
    expect(idioms.length).toBeGreaterThan(4000);
  });
});

it('Moby-Dick gives the n-gram losses that an independent program measured', () => {
  const { train, validation } = partsOf('moby-dick');
  const tokenizer = tokenizers.character.build(train + validation, {});
  const { lossNats } = ngramLosses(tokenizer.encode(train).ids, tokenizer.encode(validation).ids, tokenizer.size);
  for (const [k, expected] of [2.416, 1.963, 1.638, 1.504].entries()) {
    expect(Math.abs((lossNats[k + 1] ?? 0) - expected)).toBeLessThan(0.01);
  }
});

describe('making them again', () => {
  it('made all that are made by default, and no others', () => {
    expect(made).toEqual(standard.map(({ file }) => file));
    expect(Object.keys(readIndex().corpora)).toEqual(made);
  });

  it('does nothing when nothing has changed, and mends what is damaged', () => {
    expect(buildCorpora({ out, cache })).toEqual([]);
    const before = readIndex();
    truncateSync(join(out, 'first-names.validation.txt'), 100);
    expect(buildCorpora({ out, cache })).toEqual(['first-names']);
    expect(readIndex()).toEqual(before);
    expect(read('first-names.validation.txt').length).toBe(before.corpora['first-names']?.validation.bytes);
  });
});

describe('poems', () => {
  const folder = join(cache, 'chinese-poetry', 'node_modules');
  const write = (path: string, value: unknown): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(value));
  };
  const lock = (integrity: string): void =>
    write('.package-lock.json', { packages: { 'node_modules/chinese-poetry': { integrity } } });
  const digits = '一二三四五六七八九十';
  const pair = (i: number): string => digits.charAt(Math.floor(i / 10)) + digits.charAt(i % 10);

  beforeAll(() => {
    const tang = Array.from({ length: 60 }, (_, i) => ({
      title: '詩',
      paragraphs: [`${pair(i % 50)}春花開，春風來不來。`, `${pair(i)}山中人，何時見${pair(i)}。`],
    }));
    const uneven = { title: '殘', paragraphs: ['白日依山□，黃河入海流。', '欲窮千里目，更上一層樓。'] };
    write('chinese-poetry/dist/quantangshi/poet.tang.0.json', [...tang, uneven]);
    const song = Array.from({ length: 20 }, (_, i) => ({
      rhythmic: '如梦令',
      paragraphs: [`昨夜雨疏${pair(i)}。`, '浓睡不消残酒。'],
    }));
    write('chinese-poetry/dist/songci/ci.song.0.json', song);
  });

  it('are simplified, complete and different in their first lines', () => {
    lock('sha512-KtYARvV7CWNtax0na9+Jn6PlhGgSoid7PWyDzXI4KsCEm2odZcqEQyval5koaLygZnM/EQ3lfJ//25K8p3uHNg==');
    const { train, validation } = poems.make(cache);
    const firstLines = (text: string): string[] => text.split('\n\n').flatMap((poem) => poem.split('\n')[1] ?? []);
    expect(firstLines(train).length + firstLines(validation).length).toBe(50 + 20);
    expect(shared(firstLines(train), firstLines(validation))).toEqual([]);
    expect(train).toContain('春花开');
    expect(train + validation).not.toMatch(/[見開來時詩□]/);
  });

  it('are refused if the package is not the expected one', () => {
    lock('sha512-other');
    expect(() => poems.make(cache)).toThrow(/not the package/);
  });
});
