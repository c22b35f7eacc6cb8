import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextSource } from '../../../src/domain/data/textSource.ts';
import { tokenizers } from '../../../src/domain/tokenizers/index.ts';
import { reportOfThrown } from './thrown.ts';

const train = Array.from({ length: 400 }, (_, i) => String.fromCharCode(97 + ((i * i + 3 * i) % 26))).join('');
const validation = Array.from({ length: 101 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
const source = createTextSource(tokenizers.character.build(train + validation, {}), train, validation);

describe('training batches of a text', () => {
  it('are windows of the training text with targets one token later', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat({ max: 100_000 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 90 }),
        (seed, step, size, time) => {
          const batch = source.batch(seed, step, size, time);
          expect([batch.size, batch.time, batch.inputs.length]).toEqual([size, time, size * time]);
          for (let row = 0; row < size; row++) {
            const inputs = source.tokenizer.decode(batch.inputs.subarray(row * time, (row + 1) * time));
            const last = source.tokenizer.decode([batch.targets[(row + 1) * time - 1] ?? -1]);
            expect(train).toContain(inputs + last);
            expect([...batch.targets.subarray(row * time, (row + 1) * time - 1)]).toEqual([
              ...batch.inputs.subarray(row * time + 1, (row + 1) * time),
            ]);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('depend on seed and step only', () => {
    expect(source.batch(1, 7, 4, 16)).toEqual(source.batch(1, 7, 4, 16));
    expect(source.batch(1, 8, 4, 16)).not.toEqual(source.batch(1, 7, 4, 16));
    expect(source.batch(2, 7, 4, 16)).not.toEqual(source.batch(1, 7, 4, 16));
  });

  it('reach every position of the text, the last token as a target included', () => {
    const short = createTextSource(source.tokenizer, train.slice(0, 20), validation);
    const starts = new Set<string>();
    for (let step = 0; step < 40; step++) {
      const { inputs, targets } = short.batch(3, step, 8, 16);
      for (let row = 0; row < 8; row++) {
        starts.add(
          short.tokenizer.decode([...inputs.subarray(row * 16, (row + 1) * 16), targets[row * 16 + 15] ?? -1]),
        );
      }
    }
    expect([...starts].toSorted()).toEqual([0, 1, 2, 3].map((i) => train.slice(i, i + 17)).toSorted());
  });
});

describe('validation of a text', () => {
  it('reads consecutive windows, shifted by one, and drops the incomplete tail', () => {
    const batches = [...source.validation(4, 9)];
    expect(batches.map(({ size }) => size)).toEqual([4, 4, 3]);
    expect(batches.map(({ inputs }) => source.tokenizer.decode(inputs)).join('')).toBe(validation.slice(0, 99));
    expect(batches.map(({ targets }) => source.tokenizer.decode(targets)).join('')).toBe(validation.slice(1, 100));
  });

  it('uses the very last token when the windows fill the text', () => {
    const [batch] = [...source.validation(100, 20)];
    expect(batch?.size).toBe(5);
    expect(source.tokenizer.decode([batch?.targets.at(-1) ?? -1])).toBe(validation.at(-1));
  });

  it('spreads a limited number of windows evenly', () => {
    const rows = [...source.validation(2, 10, 5)].flatMap(({ inputs, size }) =>
      Array.from({ length: size }, (_, row) => source.tokenizer.decode(inputs.subarray(row * 10, row * 10 + 10))),
    );
    expect(rows).toEqual([0, 20, 40, 60, 80].map((start) => validation.slice(start, start + 10)));
    expect([...source.validation(3, 10, 1000)].reduce((sum, { size }) => sum + size, 0)).toBe(10);
  });
});

describe('a text that is too short for the context', () => {
  it('is refused with the longest context that fits', () => {
    expect(source.window(100)).toBe(100);
    const report = reportOfThrown(() => source.window(101));
    expect(report.code).toBe('bad-config');
    expect(report.problems[0]).toMatchObject({ path: 'model.context', nearest: 100 });
    expect(reportOfThrown(() => source.batch(1, 1, 1, 101))).toEqual(report);
    expect(reportOfThrown(() => [...source.validation(1, 101)])).toEqual(report);
  });
});

it('states the facts of its data', () => {
  const own = createTextSource(tokenizers.character.build('aé你', {}), 'aaa', 'aé你é');
  expect(own.facts).toEqual({ vocabulary: 3, trainTokens: 3, validationTokens: 4, bytesPerToken: 2, excerpt: 'aaa' });
  expect(own.tokens?.validation).toEqual(Int32Array.of(0, 1, 2, 1));
  expect(own.questions).toEqual([]);
});
