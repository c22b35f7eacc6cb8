/** Every generated example is held against an independent statement of what the task asks. */
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { randomStream } from '../../../src/domain/core/random.ts';
import type { CorpusDefinition } from '../../../src/domain/corpora/contract.ts';
import { corpora } from '../../../src/domain/corpora/index.ts';

type Overrides = Readonly<Record<string, number | boolean>>;

function examplesOf({ params, data }: CorpusDefinition, overrides: Overrides = {}, count = 300) {
  if (data.kind !== 'task') throw new Error('no task');
  const settings = { ...defaultsOf(params), ...overrides };
  const random = randomStream(1, 1);
  const examples = Array.from({ length: count }, () => data.example(settings, random));
  return { examples, alphabet: data.alphabet(settings), longest: data.longest(settings) };
}

const split = (prompt: string): string => {
  expect(prompt.endsWith('=')).toBe(true);
  return prompt.slice(0, -1);
};

const cases: readonly (readonly [CorpusDefinition, Overrides, (question: string) => string])[] = [
  [corpora.copy, { length: 5, symbols: 3 }, (question) => question],
  [corpora.reverse, {}, (question) => Array.from(question, (_, i) => question.at(-1 - i)).join('')],
  [
    corpora.sort,
    { symbols: 26 },
    (question) =>
      Array.from('abcdefghijklmnopqrstuvwxyz', (letter) => letter.repeat(question.split(letter).length - 1)).join(''),
  ],
  [
    corpora.addition,
    { digits: 3 },
    (question) => String(question.split('+').reduce((sum, term) => sum + Number(term), 0)).padStart(4, '0'),
  ],
  [
    corpora.addition,
    { digits: 1, reversed: true },
    (question) => {
      const sum = question.split('+').reduce((total, term) => total + Number(term), 0);
      return `${sum % 10}${Math.floor(sum / 10)}`;
    },
  ],
  [
    corpora['modular-addition'],
    { modulus: 13 },
    (question) => String(question.split('+').reduce((sum, term) => sum + Number(term), 0) % 13).padStart(2, '0'),
  ],
  [corpora.dyck, { kinds: 2, depth: 4 }, closeBrackets],
  [corpora.dyck, { kinds: 4, depth: 50, length: 9 }, closeBrackets],
];

/** Cancels matched pairs until none is left; the closed mirror image of the rest is the answer. */
function closeBrackets(question: string): string {
  let rest = question;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/\(\)|\[\]|\{\}|<>/g, '');
  }
  expect(rest).toMatch(/^[([{<]+$/);
  const mirror: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };
  return Array.from(rest, (bracket) => mirror[bracket] ?? '?')
    .toReversed()
    .join('');
}

describe.each(cases.map(([definition, overrides, answer]) => [definition.id, overrides, definition, answer] as const))(
  '%s %o',
  (_, overrides, definition, answerTo) => {
    const { examples, alphabet, longest } = examplesOf(definition, overrides);

    it('has right answers', () => {
      for (const { prompt, answer } of examples) expect(answer).toBe(answerTo(split(prompt)));
    });

    it('stays within its alphabet and its stated length', () => {
      const lengths = examples.map(({ prompt, answer }) => prompt.length + answer.length);
      for (const { prompt, answer } of examples)
        for (const character of prompt + answer) expect(alphabet).toContain(character);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(longest);
    });

    it.runIf(definition.id !== 'dyck')('has examples of one length, the longest', () => {
      for (const { prompt, answer } of examples) expect(prompt.length + answer.length).toBe(longest);
    });

    it('asks many different questions', () => {
      expect(new Set(examples.map(({ prompt }) => prompt)).size).toBeGreaterThan(50);
    });
  },
);

it('closes brackets within the nesting that was asked for, and uses all of it', () => {
  const { examples, longest } = examplesOf(corpora.dyck, { depth: 3, length: 12 }, 2000);
  const depths = examples.map(({ answer }) => answer.length);
  expect(Math.max(...depths)).toBe(3);
  expect(Math.min(...depths)).toBe(1);
  expect(longest).toBe(12 + 1 + 3);
  for (const { prompt } of examples) {
    let depth = 0;
    for (const bracket of split(prompt)) {
      depth += '([{<'.includes(bracket) ? 1 : -1;
      expect(depth).toBeLessThanOrEqual(3);
    }
  }
});

it('names the shortest length that gives enough different strings', () => {
  const check = (settings: { length: number; symbols: number }) => corpora.copy.check?.(settings);
  expect(check({ length: 2, symbols: 10 })).toEqual([]);
  expect(check({ length: 7, symbols: 2 })).toEqual([]);
  for (const [settings, nearest] of [
    [{ length: 1, symbols: 10 }, 2],
    [{ length: 6, symbols: 2 }, 7],
  ] as const) {
    expect(check(settings)).toMatchObject([{ path: 'length', nearest }]);
    expect(check({ ...settings, length: nearest })).toEqual([]);
  }
});

it('counts the bracket questions, and names the shortest length that gives enough', () => {
  const settings = { length: 8, kinds: 1, depth: 2 };
  const check = (length: number) => corpora.dyck.check?.({ ...settings, length });
  const nearest = Number(check(8)?.[0]?.nearest);
  expect(check(nearest)).toEqual([]);
  expect(check(nearest - 1)).toHaveLength(1);
  const seen = new Set(
    examplesOf(corpora.dyck, { ...settings, length: nearest }, 20_000).examples.map(({ prompt }) => prompt),
  );
  expect([...seen].filter((prompt) => prompt.length === nearest + 1).length).toBeGreaterThanOrEqual(100);
  const shorter = new Set(
    examplesOf(corpora.dyck, { ...settings, length: nearest - 1 }, 20_000).examples.map(({ prompt }) => prompt),
  );
  expect([...shorter].filter((prompt) => prompt.length === nearest).length).toBeLessThan(100);
});
