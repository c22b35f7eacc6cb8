/** Pieces with labels: a person's lines, whatever is wrong with them, and pieces of long texts. */
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/domain/core/random.ts';
import { examplePieces } from '../../../src/domain/data/labelled/examples.ts';
import { parseLines } from '../../../src/domain/data/labelled/parseLines.ts';
import { streamPieces } from '../../../src/domain/data/labelled/streams.ts';
import { character } from '../../../src/domain/tokenizers/character.ts';
import { reportOfThrown } from './thrown.ts';

describe('lines', () => {
  it('are label, tab, text; blank ones do not count, later tabs belong to the text', () => {
    expect(parseLines('spam\tbuy\tnow\n\n  \nham\t see you \n')).toEqual([
      { label: 'spam', text: 'buy\tnow' },
      { label: 'ham', text: 'see you' },
    ]);
  });

  it.each([
    ['a\tone\nno tab here\nb\ttwo', 'Line 2 has no tab', '第 2 行'],
    ['a\tone\n\n\ttwo', 'Line 3 has no label', '第 3 行'],
    ['a\tone\nb\t ', 'Line 2 has no text', '第 2 行'],
  ])('a bad one is told by its number: %j', (text, en, zh) => {
    const report = reportOfThrown(() => parseLines(text));
    expect(report).toMatchObject({ code: 'bad-file', detail: { reason: 'lines', amount: 1 } });
    expect(report.problems).toHaveLength(1);
    expect(report.problems[0]?.message.en).toContain(en);
    expect(report.problems[0]?.message.zh).toContain(zh);
  });

  it('many bad ones are told as five and how many more', () => {
    const { problems } = reportOfThrown(() => parseLines('bad\n'.repeat(9)));
    expect(problems).toHaveLength(6);
    expect(problems[5]?.message.en).toContain('4 more');
  });

  it.each([
    ['one label', 'a\tone\na\ttwo', 'one-label'],
    ['65 labels', Array.from({ length: 65 }, (_, i) => `l${i}\ttext`).join('\n'), 'many-labels'],
  ])('%s cannot be told apart', (_, text, reason) => {
    expect(reportOfThrown(() => parseLines(text))).toMatchObject({ code: 'bad-file', detail: { reason } });
  });
});

describe('a person’s lines as pieces', () => {
  const text = Array.from({ length: 40 }, (_, i) => `${i % 4 === 0 ? 'rare' : 'often'}\ttext ${i % 20}`).join('\n');
  const tokenizer = character.build(text, {});
  const pieces = examplePieces(parseLines(text), tokenizer);
  const said = ({ ids, label }: { readonly ids: Int32Array; readonly label: number }): string =>
    `${pieces.labels[label]?.en}: ${tokenizer.decode(ids)}`;

  it('labels are in the order of their names', () => {
    expect(pieces.labels.map(({ en }) => en)).toEqual(['often', 'rare']);
  });

  it('hold some of every label out, and no text on both sides', () => {
    const held = pieces.heldOut(64).map(said);
    // Ten different texts that are rare would be five here, of which one is held out; each stands there twice.
    expect(held.filter((line) => line.startsWith('rare'))).toHaveLength(2);
    expect(held.filter((line) => line.startsWith('often'))).toHaveLength(4);
    expect(pieces.counts).toEqual([26, 8]);
    const drawn = new Set(Array.from({ length: 400 }, (_, i) => said(pieces.piece(randomStream(7, i), 64))));
    expect(drawn.size).toBe(20 - 3);
    for (const line of held) expect(drawn.has(line)).toBe(false);
  });

  it('are as long as they are, but no longer than asked for; what fills up ends lines', () => {
    expect(pieces.window(64)).toBe('text 19'.length);
    expect(pieces.window(4)).toBe(4);
    expect(pieces.heldOut(4).every(({ ids }) => ids.length === 4)).toBe(true);
    expect(tokenizer.decode([pieces.padding ?? -1])).toBe('\n');
  });

  it('a label with one text cannot be trained and validated', () => {
    const lines = parseLines('a\tone\na\ttwo\nb\tonly');
    const report = reportOfThrown(() => examplePieces(lines, tokenizer));
    expect(report).toMatchObject({ code: 'bad-file', detail: { reason: 'one-text' } });
    expect(report.problems[0]?.message.en).toContain('“b”');
  });
});

describe('pieces of long texts', () => {
  const stream = (name: string, base: number, trained: number, held: number) => ({
    label: { en: name, zh: name },
    train: Int32Array.from({ length: trained }, (_, i) => base + i),
    validation: Int32Array.from({ length: held }, (_, i) => base + 50_000 + i),
  });
  const pieces = streamPieces([stream('short', 0, 500, 70), stream('long', 100_000, 9000, 900)]);

  it('are drawn of all texts alike, however long these are, from anywhere in them', () => {
    const drawn = Array.from({ length: 2000 }, (_, i) => pieces.piece(randomStream(3, i), 16));
    const long = drawn.filter(({ label }) => label === 1);
    expect(Math.abs(long.length - 1000)).toBeLessThan(100);
    for (const { ids, label } of drawn) {
      expect(ids).toHaveLength(16);
      const base = label * 100_000;
      expect(ids[0] ?? -1).toBeGreaterThanOrEqual(base);
      expect(ids[15] ?? -1).toBeLessThan(base + (label === 1 ? 9000 : 500));
    }
    expect(Math.max(...long.map(({ ids }) => ids[0] ?? 0))).toBeGreaterThan(108_000);
  });

  it('hold windows without overlap out, as many of each text, in turns', () => {
    const held = pieces.heldOut(16);
    expect(held.map(({ label }) => label)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    const starts = held.filter(({ label }) => label === 1).map(({ ids }) => (ids[0] ?? 0) - 150_000);
    expect(starts).toEqual([0, 14 * 16, 28 * 16, 42 * 16]);
  });

  it('a context for which the shortest has no room is refused with the one that it has', () => {
    expect(pieces.window(70)).toBe(70);
    expect(reportOfThrown(() => pieces.window(71))).toMatchObject({
      code: 'bad-config',
      problems: [{ path: 'model.context', nearest: 70 }],
    });
  });
});
