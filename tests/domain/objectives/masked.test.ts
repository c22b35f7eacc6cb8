/** Masked language modelling: which tokens are hidden, what takes their place, and the token that stands for them. */
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import type { TokenBatch } from '../../../src/domain/data/contract.ts';
import { createTextSource } from '../../../src/domain/data/textSource.ts';
import { objectives } from '../../../src/domain/objectives/index.ts';
import { readers } from '../../../src/domain/objectives/readers.ts';
import { character } from '../../../src/domain/tokenizers/character.ts';
import { byte } from '../../../src/domain/tokenizers/byte.ts';
import { parseTokenizer } from '../../../src/domain/tokenizers/imported/readTokenizer.ts';
import { maskIn, withMask } from '../../../src/domain/tokenizers/withMask.ts';

const text = 'call me ishmael. some years ago, never mind how long precisely. '.repeat(60);
const plain = createTextSource(character.build(text, {}), text.slice(0, 3000), text.slice(3000));
const maskedLm = objectives['masked-lm'];
const settings = defaultsOf(maskedLm.params);
const source = readers['masked-lm'](plain, settings);
const mask = plain.tokenizer.size;
const time = 40;

const chosenIn = ({ targets }: TokenBatch, row: number): readonly number[] =>
  [...targets.subarray(row * time, (row + 1) * time)].flatMap((target, i) => (target >= 0 ? [i] : []));

describe('a batch', () => {
  it('keeps what a plain language model would read', () => {
    const { inputs, targets } = plain.batch(3, 5, 8, time);
    expect(source.batch(3, 5, 8, time).plain).toEqual({ inputs, targets });
  });

  it('hides the same number of tokens in every row, and asks for what stood there', () => {
    const batch = source.batch(3, 5, 8, time);
    const before = plain.batch(3, 5, 8, time);
    for (let row = 0; row < 8; row++) expect(chosenIn(batch, row)).toHaveLength(Math.round(0.15 * time));
    batch.targets.forEach((target, i) => {
      expect(target >= 0 ? target : batch.inputs[i]).toBe(before.inputs[i]);
    });
    expect(batch.prefix).toBe(time);
  });

  it('is a pure function of seed and step', () => {
    expect(source.batch(3, 5, 8, time)).toEqual(source.batch(3, 5, 8, time));
    expect(source.batch(3, 5, 8, time).targets).not.toEqual(source.batch(3, 6, 8, time).targets);
    expect(source.batch(3, 5, 8, time).targets).not.toEqual(source.batch(4, 5, 8, time).targets);
  });

  it('hides at least one token of the shortest row', () => {
    const { targets } = source.batch(1, 0, 50, 2);
    for (let row = 0; row < 50; row++)
      expect([targets[2 * row], targets[2 * row + 1]].filter((t) => (t ?? -1) >= 0)).toHaveLength(1);
  });

  it('masks 80 of 100 hidden tokens, replaces 10 at random and leaves 10, at places that are all alike', () => {
    const [rows, fates, places] = [4000, { masked: 0, other: 0, kept: 0 }, new Float64Array(time)];
    const batch = source.batch(1, 0, rows, time);
    const before = plain.batch(1, 0, rows, time);
    batch.targets.forEach((target, i) => {
      if (target < 0) return;
      places[i % time] = (places[i % time] ?? 0) + 1;
      if (batch.inputs[i] === mask) fates.masked++;
      else if (batch.inputs[i] === before.inputs[i]) fates.kept++;
      else fates.other++;
    });
    const hidden = rows * 6;
    // A random token is now and then the one that stood there.
    const luck = 0.1 / mask;
    const within = (count: number, share: number): void =>
      expect(Math.abs(count / hidden - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / hidden) + luck);
    within(fates.masked, 0.8);
    within(fates.other, 0.1);
    within(fates.kept, 0.1);
    for (const count of places) expect(Math.abs(count / rows - 0.15)).toBeLessThan(5 * Math.sqrt((0.15 * 0.85) / rows));
  });

  it('never puts the mask in the place of a random token', () => {
    const never = readers['masked-lm'](plain, { ...settings, blanked: 0 });
    const { inputs } = never.batch(1, 0, 500, time);
    expect(Math.max(...inputs)).toBe(mask - 1);
  });
});

it('validation hides the same tokens whenever it is asked, of the same windows', () => {
  const windows = [...source.validation(4, time)];
  expect([...source.validation(4, time)]).toEqual(windows);
  const all = windows.flatMap(({ inputs, targets }) =>
    [...inputs].map((id, i) => ((targets[i] ?? -1) >= 0 ? targets[i] : id)),
  );
  expect(all).toEqual([...plain.validation(4, time)].flatMap(({ inputs }) => [...inputs]));
});

describe.each([
  ['character', character.build(text, {})],
  ['byte', byte.build(text, {})],
] as const)('the mask of a %s tokenizer', (_, tokenizer) => {
  const masked = withMask(tokenizer);

  it('is one token more, which people write and files carry', () => {
    expect(masked.size).toBe(tokenizer.size + 1);
    const { ids } = masked.encode('c[MASK]ll[MASK]');
    expect([...ids]).toEqual([...tokenizer.encode('c').ids, masked.mask, ...tokenizer.encode('ll').ids, masked.mask]);
    expect(masked.decode(ids)).toBe('c▢ll▢');
    expect(withMask(masked).size).toBe(masked.size);
    const json = JSON.stringify(masked.toJSON());
    const read = parseTokenizer(json);
    expect([read.size, read.mask]).toEqual([masked.size, masked.mask]);
    expect(maskIn(read.toJSON())).toBe(masked.mask);
    expect(JSON.stringify(read.toJSON())).toBe(json);
    expect(withMask(read).encode('me[MASK]').ids).toEqual(masked.encode('me[MASK]').ids);
  });
});
