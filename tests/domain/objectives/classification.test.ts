/** Naming labels: batches as pure functions, what is refused with its way out, links, exports and their way back. */
import { describe, expect, it } from 'vitest';
import { describeDifferences, diffConfigs } from '../../../src/domain/config/diff.ts';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { needsDecoder } from '../../../src/domain/config/needsDecoder.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { decodeUrl, encodeUrl } from '../../../src/domain/config/url.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { rowsOf } from '../../../src/domain/config/microBatch.ts';
import type { DataSource } from '../../../src/domain/data/contract.ts';
import { countLabels } from '../../../src/domain/data/labelled/countLabels.ts';
import { createDataSource } from '../../../src/domain/data/dataSource.ts';
import { objectiveData } from '../../../src/domain/data/objectiveData.ts';
import { textHash } from '../../../src/domain/data/textHash.ts';
import { exportModel } from '../../../src/domain/files/exportModel.ts';
import { ggufOf } from '../../../src/domain/files/gguf/ggufOf.ts';
import { initialWeights } from '../../../src/domain/models/initialize.ts';
import { choicesOf } from '../../../src/domain/objectives/choices.ts';
import { reportOfThrown } from '../data/thrown.ts';
import { open } from '../files/opening/models.ts';

const objective = { method: 'classification' };
const { config } = validate({ data: { corpus: 'novel-or-speech' }, objective });
const small = { layers: 1, width: 8, heads: 2, context: 16 };

const lines = Array.from(
  { length: 60 },
  (_, i) => `${['up', 'down', 'side'][i % 3]}\t${'word '.repeat((i % 5) + 1)}${i}`,
);
const text = lines.join('\n');

const ownData = async (own: string, settings = {}): Promise<DataSource> => {
  const data = { corpus: 'own-text', textHash: textHash(own) };
  const { config: asked } = validate({ data, model: small, objective: { ...objective, ...settings } });
  const load = () => Promise.reject(new Error('nothing ships'));
  return objectiveData(asked, await createDataSource({ data: asked.data, load, ownText: own }));
};

describe('choosing it', () => {
  it('stands in links and between runs by its name', () => {
    expect(validate({ data: { corpus: 'novel-or-speech' }, objective }).problems).toEqual([]);
    const link = encodeUrl(config, null);
    expect(link).toContain('objective=classification');
    expect(decodeUrl(link).config).toEqual(config);
    const differences = diffConfigs(defaultConfig, config);
    expect(describeDifferences(differences).en).toContain('Next token → Name the label');
    expect(differences.every(({ needsRestart }) => needsRestart)).toBe(true);
  });

  it.each(['moby-dick', 'copy'])('%s has no labels: a corpus that has some is offered', (corpus) => {
    const { problems, config: repaired } = validate({ data: { corpus }, objective });
    expect(problems).toMatchObject([{ path: 'data.corpus', nearest: 'novel-or-speech' }]);
    expect(repaired.objective.method).toBe('classification');
  });

  it('as many labels as the corpus has', () => {
    const { problems, config: repaired } = validate({ data: { corpus: 'which-text' }, objective });
    expect(problems).toMatchObject([{ path: 'objective.labels', nearest: 5 }]);
    expect(repaired.objective['labels']).toBe(5);
    expect(choicesOf(repaired, 97)).toBe(5);
    expect(choicesOf(defaultConfig, 97)).toBe(97);
  });

  it('terms that speak of tokens are refused', () => {
    const { problems } = validate({ ...config, terms: { unlikelihood: 0.5 } });
    expect(problems).toMatchObject([{ path: 'terms.unlikelihood', nearest: 0 }]);
  });

  it('what works on written tokens is refused with the way out, in both languages', () => {
    const report = reportOfThrown(() => needsDecoder(config));
    expect(report).toMatchObject({
      code: 'bad-config',
      problems: [{ path: 'objective.method', nearest: 'next-token' }],
    });
    expect(report.problems[0]?.message.en).toContain('Train one that predicts the next token');
    expect(report.problems[0]?.message.zh).toContain('请训练预测下一词元的模型');
  });
});

describe('lines of one’s own', () => {
  it('are rows with a label and shares that sum to one, the same for the same seed and step', async () => {
    const data = await ownData(text, { labels: 3 });
    const time = data.window(16);
    expect(time).toBe(16);
    const batch = data.batch(1, 4, 6, time);
    expect(batch.targets).toHaveLength(6);
    expect(batch.prefix).toBe(time);
    expect(data.batch(1, 4, 6, time)).toEqual(batch);
    expect(data.batch(2, 4, 6, time)).not.toEqual(batch);
    for (let row = 0; row < 6; row++) {
      const shares = [...(batch.pooling ?? [])].slice(row * time, (row + 1) * time);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
      const label = data.facts.labels?.[batch.targets[row] ?? -1]?.en ?? '';
      const read = data.tokenizer.decode([...batch.inputs.subarray(row * time, (row + 1) * time)]).replaceAll('\n', '');
      expect(lines.some((line) => line.startsWith(`${label}\t${read}`))).toBe(true);
      expect(shares.filter((share) => share > 0)).toHaveLength(read.length);
    }
  });

  it('read by their last position, that of the text and not of what fills up behind it', async () => {
    const data = await ownData(text, { labels: 3, pooling: 'last' });
    const { pooling = [], inputs, prefix } = data.batch(1, 0, 8, 16);
    expect(prefix).toBeUndefined();
    const newline = data.tokenizer.encode('\n').ids[0];
    Array.from({ length: 8 }, (_, row) => {
      const shares = [...pooling].slice(row * 16, (row + 1) * 16);
      const last = shares.indexOf(1);
      expect(shares.filter((share) => share !== 0)).toEqual([1]);
      expect(inputs[row * 16 + last]).not.toBe(newline);
      expect(inputs.slice(row * 16 + last + 1, (row + 1) * 16).every((id) => id === newline)).toBe(true);
    });
  });

  it('with another number of labels than the model has are refused with the right one', async () => {
    const report = await ownData(text).then(
      () => null,
      (thrown: unknown) =>
        reportOfThrown(() => {
          throw thrown;
        }),
    );
    expect(report).toMatchObject({ code: 'bad-config', problems: [{ path: 'objective.labels', nearest: 3 }] });
    expect(countLabels(text)).toBe(3);
  });

  it('without labels are refused by line, and go on being a text for other objectives', async () => {
    const plain = 'It was a dark and stormy night, and nobody had labelled anything at all.\n'.repeat(8);
    await expect(ownData(plain)).rejects.toMatchObject({ code: 'bad-file', detail: { reason: 'lines', amount: 8 } });
    const load = () => Promise.reject(new Error('nothing ships'));
    const { config: asked } = validate({ data: { corpus: 'own-text', textHash: textHash(plain) } });
    expect((await createDataSource({ data: asked.data, load, ownText: plain })).tokens).not.toBeNull();
  });
});

it('parts of a batch keep a label a row; rows that fill up have none', async () => {
  const data = await ownData(text, { labels: 3 });
  const batch = data.batch(1, 0, 5, 16);
  const part = rowsOf(batch, 3, 3);
  expect([...part.targets]).toEqual([batch.targets[3], batch.targets[4], -1]);
  expect([...(part.pooling ?? [])]).toEqual([...(batch.pooling ?? []).slice(48, 80), ...new Float32Array(16)]);
});

describe('a corpus of several texts', () => {
  const parts = { 'moby-dick': 'abc abd ', sotu: 'xyz xyw ' };
  const load = (name: string): Promise<string> => {
    const index = Object.entries(parts).map(([file, words]) => [
      file,
      { train: { bytes: 40 * words.length }, validation: { bytes: 20 * words.length } },
    ]);
    if (name === 'index.json')
      return Promise.resolve(JSON.stringify({ version: 1, corpora: Object.fromEntries(index) }));
    const [file = '', part] = name.split('.');
    return Promise.resolve((parts[file as keyof typeof parts] ?? '').repeat(part === 'train' ? 40 : 20));
  };

  it('shares a vocabulary, labels pieces by their text, and draws a length for each batch', async () => {
    const { config: asked } = validate({ data: { corpus: 'novel-or-speech' }, model: small, objective });
    const source = await createDataSource({ data: asked.data, load, ownText: null });
    expect(source.tokens?.train).toHaveLength(40 * 16);
    const data = objectiveData(asked, source);
    expect(data.facts.labels?.map(({ en }) => en)).toEqual(['Moby-Dick', 'State of the Union']);
    const prefixes = new Set<number>();
    for (let step = 0; step < 60; step++) {
      const batch = data.batch(1, step, 4, 16);
      prefixes.add(batch.prefix ?? NaN);
      const read = data.tokenizer.decode([...batch.inputs.subarray(0, batch.prefix)]);
      expect(batch.targets[0]).toBe(/[xyzw]/.test(read) ? 1 : 0);
    }
    expect(Math.min(...prefixes)).toBe(4);
    expect(Math.max(...prefixes)).toBe(16);
    const held = [...data.validation(4, 16)];
    expect(held.map(({ size }) => size).reduce((sum, size) => sum + size, 0)).toBe(20);
    expect(held.every(({ prefix }) => prefix === 16)).toBe(true);
    expect([...data.validation(4, 16, 6)].flatMap(({ targets }) => [...targets])).toHaveLength(6);
  });
});

describe('files', () => {
  it('carry the head and the names of the labels, are no GGUF, and open again', async () => {
    const data = await ownData(text, { labels: 3, pooling: 'last' });
    const { config: asked } = validate({
      data: { corpus: 'own-text', textHash: textHash(text) },
      model: small,
      objective: { ...objective, labels: 3, pooling: 'last' },
    });
    const { definition, settings } = resolve(asked).model;
    const weights = initialWeights(definition.tensors(settings, data.tokenizer.size), 1);
    expect(reportOfThrown(() => ggufOf(asked, weights, data.tokenizer, 'f16')).code).toBe('no-such-export');
    const files = exportModel(asked, weights, data.tokenizer, undefined, data.facts.labels);
    const file = (name: string): Uint8Array => files.find((one) => one.name === name)?.bytes ?? new Uint8Array();
    const read = (name: string): string => new TextDecoder().decode(file(name));
    expect(JSON.parse(read('config.json'))).toMatchObject({
      architectures: ['GPT2ForSequenceClassification'],
      id2label: { 0: 'down', 1: 'side', 2: 'up' },
      label2id: { up: 2 },
    });
    const opened = await open(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes])));
    expect(opened.config).toEqual(asked);
    expect(opened.weights?.['score.weight']).toEqual(weights['score.weight']);
  });
});
