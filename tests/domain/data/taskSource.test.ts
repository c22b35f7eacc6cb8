import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import type { CorpusDefinition } from '../../../src/domain/corpora/contract.ts';
import { corpora } from '../../../src/domain/corpora/index.ts';
import type { TokenBatch } from '../../../src/domain/data/contract.ts';
import { createDataSource } from '../../../src/domain/data/dataSource.ts';
import { createTaskSource } from '../../../src/domain/data/taskSource.ts';
import { exactMatches } from '../../../src/domain/metrics/exactMatch.ts';
import { tokenizers } from '../../../src/domain/tokenizers/index.ts';
import { reportOfThrown } from './thrown.ts';

const definitions = Object.values(corpora as Readonly<Record<string, CorpusDefinition>>);
const tasks = definitions.filter(({ data }) => data.kind === 'task');

function sourceOf({ id, params, data }: CorpusDefinition, overrides: Readonly<Record<string, number>> = {}) {
  if (data.kind !== 'task') throw new Error(`${id} is no task`);
  const settings = { ...defaultsOf(params), ...overrides };
  return createTaskSource(data, settings, tokenizers.character.build(`${data.alphabet(settings)}\n`, {}));
}

/** Rows of a batch as the person would write them, and the part of each that counts. */
function readRows(source: ReturnType<typeof sourceOf>, { inputs, targets, size, time }: TokenBatch) {
  return Array.from({ length: size }, (_, row) => {
    const rowTargets = targets.subarray(row * time, (row + 1) * time);
    return {
      text: source.tokenizer.decode(inputs.subarray(row * time, (row + 1) * time)),
      counted: source.tokenizer.decode(rowTargets.filter((id) => id >= 0)),
      firstCounted: rowTargets.findIndex((id) => id >= 0),
    };
  });
}

describe.each(tasks.map((definition) => [definition.id, definition] as const))('task %s', (_, definition) => {
  const source = sourceOf(definition);
  const time = source.window(1000);
  const validation = [...source.validation(64, time)];

  it('never trains on a held-out question', () => {
    const heldOut = new Set(source.questions.map(({ prompt }) => source.tokenizer.decode(prompt)));
    expect(heldOut.size).toBe(source.questions.length);
    expect(heldOut.size).toBeGreaterThan(5);
    for (let step = 0; step < 20; step++) {
      for (const { text } of readRows(source, source.batch(step, step, 64, time))) {
        expect(heldOut).not.toContain(text.slice(0, text.indexOf('=') + 1));
      }
    }
  });

  it('counts the answer and its end in the loss, and nothing else', () => {
    for (const { text, counted, firstCounted } of readRows(source, source.batch(1, 2, 32, time))) {
      const [question = '', answer = ''] = text.split('\n')[0]?.split('=') ?? [];
      expect(counted).toBe(`${answer}\n`);
      expect(firstCounted).toBe(question.length);
    }
  });

  it('leaves only padding that does not count in a longer window', () => {
    const longer = source.batch(1, 2, 4, time + 5);
    const rows = readRows(source, longer);
    expect(rows.map(({ counted }) => counted)).toEqual(
      readRows(source, source.batch(1, 2, 4, time)).map(({ counted }) => counted),
    );
    expect(rows.every(({ text }) => text.endsWith('\n\n\n\n\n'))).toBe(true);
  });

  it('is a pure function of seed and step', () => {
    expect(source.batch(1, 7, 4, time)).toEqual(source.batch(1, 7, 4, time));
    expect(source.batch(1, 8, 4, time)).not.toEqual(source.batch(1, 7, 4, time));
    expect(source.batch(2, 7, 4, time)).not.toEqual(source.batch(1, 7, 4, time));
  });

  it('validates on its questions, the same ones every time', () => {
    const rows = validation.flatMap((batch) => readRows(source, batch));
    expect(rows.map(({ counted }) => counted)).toEqual(
      source.questions.map(({ answer }) => source.tokenizer.decode(answer)),
    );
    expect(sourceOf(definition).questions).toEqual(source.questions);
    const limited = [...source.validation(3, time, 7)];
    expect(limited.map(({ size }) => size)).toEqual([3, 3, 1]);
  });

  it('gives a perfect model full marks and a model that ends too late none', () => {
    const [batch] = validation;
    if (!batch) throw new Error('no validation');
    expect(exactMatches(batch.targets, batch)).toBe(batch.size);
    const endless = batch.targets.map((id) => (source.tokenizer.decode([id]) === '\n' ? 1 : id));
    expect(exactMatches(endless, batch)).toBe(0);
  });

  it('refuses a context that cannot hold an example, and names the shortest that can', () => {
    const report = reportOfThrown(() => source.window(time - 1));
    expect(report.code).toBe('bad-config');
    expect(report.problems[0]).toMatchObject({ path: 'model.context', nearest: time });
    expect(reportOfThrown(() => source.batch(1, 1, 1, time - 1))).toEqual(report);
  });

  it('needs no text and no network', async () => {
    const data = { corpus: definition.id as 'copy', tokenizer: 'byte' } as const;
    const load = () => Promise.reject(new Error('no network'));
    const bytes = await createDataSource({ data, load, ownText: null });
    expect(bytes.facts).toMatchObject({ vocabulary: 256, trainTokens: Infinity, bytesPerToken: 1 });
    expect(bytes.facts.excerpt).toBe(source.facts.excerpt);
  });
});

it('holds out the share that modular addition asks for', () => {
  const few = sourceOf(corpora['modular-addition'], { modulus: 11, heldOut: 0.1 }).questions.length;
  const many = sourceOf(corpora['modular-addition'], { modulus: 11, heldOut: 0.9 }).questions.length;
  expect(few).toBeGreaterThan(3);
  expect(few).toBeLessThan(24);
  expect(many).toBeGreaterThan(97);
  expect(many).toBeLessThan(118);
});

it('refuses a task with too few different examples instead of drawing for ever', () => {
  const report = reportOfThrown(() => sourceOf(corpora.copy, { length: 1, symbols: 2 }).batch(1, 1, 64, 3));
  expect(report).toMatchObject({ code: 'bad-config', detail: { reason: 'too-few-examples' } });
});
