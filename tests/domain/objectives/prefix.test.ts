/** Prefix language modelling: what is seen in full is never asked for, and at length 0 nothing changes. */
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import type { CorpusDefinition } from '../../../src/domain/corpora/contract.ts';
import { corpora } from '../../../src/domain/corpora/index.ts';
import type { TokenBatch } from '../../../src/domain/data/contract.ts';
import { rowsOf } from '../../../src/domain/config/microBatch.ts';
import { createTaskSource } from '../../../src/domain/data/taskSource.ts';
import { createTextSource } from '../../../src/domain/data/textSource.ts';
import { objectives } from '../../../src/domain/objectives/index.ts';
import { readers } from '../../../src/domain/objectives/readers.ts';
import { tokenizers } from '../../../src/domain/tokenizers/index.ts';

const prefixLm = objectives['prefix-lm'];
const settings = defaultsOf(prefixLm.params);

describe('of a text', () => {
  const text = 'the whale swam on and on through the cold sea. '.repeat(60);
  const plain = createTextSource(tokenizers.character.build(text, {}), text.slice(0, 2000), text.slice(2000));
  const source = readers['prefix-lm'](plain, settings);
  const time = 20;

  it('asks for everything behind the prefix, and for nothing in it', () => {
    for (let step = 0; step < 30; step++) {
      const { prefix = NaN, ...batch } = source.batch(1, step, 3, time);
      const before = plain.batch(1, step, 3, time);
      expect(batch.inputs).toEqual(before.inputs);
      batch.targets.forEach((target, i) => {
        // The last of the prefix asks for the first behind it.
        expect(target).toBe((i % time) + 1 < prefix ? -1 : before.targets[i]);
      });
    }
  });

  it('draws every length up to the longest, as a function of seed and step', () => {
    const lengths = Array.from({ length: 300 }, (_, step) => source.batch(1, step, 1, time).prefix);
    expect([...new Set(lengths)].toSorted((a = 0, b = 0) => a - b)).toEqual(Array.from({ length: 11 }, (_, i) => i));
    expect(source.batch(1, 7, 2, time)).toEqual(source.batch(1, 7, 2, time));
  });

  it('validates behind half of the longest prefix', () => {
    for (const { prefix } of source.validation(4, time)) expect(prefix).toBe(5);
  });

  it('is next-token prediction when the longest prefix is nothing', () => {
    const none = readers['prefix-lm'](plain, { longestPrefix: 0 });
    expect(none.batch(1, 3, 4, time)).toEqual({ ...plain.batch(1, 3, 4, time), prefix: 0 });
    const windows = [...plain.validation(4, time)].map((batch): TokenBatch => ({ ...batch, prefix: 0 }));
    expect([...none.validation(4, time)]).toEqual(windows);
  });

  it('keeps what a plain language model would read, in parts too', () => {
    const { inputs, targets } = plain.batch(1, 4, 4, time);
    const batch = source.batch(1, 4, 4, time);
    expect(batch.prefix).toBeGreaterThan(0);
    expect(batch.plain).toEqual({ inputs, targets });
    expect(rowsOf(batch, 3, 2).plain).toEqual({
      inputs: Int32Array.from({ length: 2 * time }, (_, i) => inputs[3 * time + i] ?? 0),
      targets: Int32Array.from({ length: 2 * time }, (_, i) => targets[3 * time + i] ?? -1),
    });
  });

  it('keeps the prefix in the parts of a batch', () => {
    const batch = source.batch(1, 4, 4, time);
    expect(rowsOf(batch, 2, 3).prefix).toBe(batch.prefix);
  });
});

const tasks = Object.values(corpora as Readonly<Record<string, CorpusDefinition>>).flatMap(({ id, params, data }) =>
  data.kind === 'task' ? [[id, { data, settings: defaultsOf(params) }] as const] : [],
);

describe.each(tasks)('of the task %s', (_id, task) => {
  const alphabet = `${task.data.alphabet(task.settings)}\n`;
  const plain = createTaskSource(task.data, task.settings, tokenizers.character.build(alphabet, {}));
  const source = readers['prefix-lm'](plain, settings);
  const time = plain.window(1000);

  const expectQuestions = ({ inputs, targets, size, prefix = NaN }: TokenBatch): void => {
    for (let row = 0; row < size; row++) {
      const written = source.tokenizer.decode(inputs.subarray(row * time, (row + 1) * time));
      expect(written.indexOf('=') + 1).toBe(prefix);
      const counted = targets.subarray(row * time, (row + 1) * time).findIndex((target) => target >= 0);
      expect(counted).toBe(prefix - 1);
    }
  };

  it('the prefix of every row is its question', () => {
    for (let step = 0; step < 8; step++) expectQuestions(source.batch(2, step, 6, time));
    expect(source.batch(2, 1, 6, time)).toEqual(source.batch(2, 1, 6, time));
  });

  it('validates on the same questions as before', () => {
    const batches = [...source.validation(16, time)];
    batches.forEach(expectQuestions);
    const rowsIn = (all: Iterable<TokenBatch>): readonly string[] =>
      [...all].flatMap(({ inputs, size }) =>
        Array.from({ length: size }, (_, row) =>
          source.tokenizer.decode(inputs.subarray(row * time, (row + 1) * time)),
        ),
      );
    expect(rowsIn(batches).toSorted()).toEqual(rowsIn(plain.validation(16, time)).toSorted());
  });
});
