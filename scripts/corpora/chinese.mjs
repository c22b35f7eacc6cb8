/**
 * Words and idioms from CC-CEDICT in simplified characters. The package leaves `simplified` empty where it equals
 * `traditional`, and lists a word once for each traditional spelling; words are therefore gathered by simplified form
 * before they are divided, or one word could stand in both parts.
 */
import { createRequire } from 'node:module';
import { splitByLines } from './text.mjs';

const require = createRequire(import.meta.url);

const han = /^\p{Script=Han}+$/u;
/** Meanings that only point at another entry say nothing about the word itself. */
const reference = /variant of|^see |^also |written|[^ -~]|\[|surname|^CL:|abbr\./;
const unfit = /vulgar|derog|taboo|offensive|obscene|penis|vagina|sexual|prostitut/i;
/** Characters of fewer words than this are left out of the dictionary: they only lengthen the vocabulary. */
const fewestUses = 10;

/** Simplified form → all its meanings. */
export function readWords() {
  const words = new Map();
  for (const { traditional, simplified, definitions } of require('cedict')) {
    const word = simplified || traditional;
    if (!han.test(word)) continue;
    const meanings = definitions.flatMap((definition) => definition.translations);
    words.set(word, [...(words.get(word) ?? []), ...meanings]);
  }
  for (const [word, meanings] of words) if (meanings.some((meaning) => unfit.test(meaning))) words.delete(word);
  return words;
}

/** Traditional character → simplified character, from the one-character entries. */
export function readSimplification() {
  const table = new Map();
  for (const { traditional, simplified } of require('cedict')) {
    if ([...traditional].length === 1 && simplified && !table.has(traditional)) table.set(traditional, simplified);
  }
  return table;
}

export const chineseIdioms = {
  file: 'chinese-idioms',
  packages: ['cedict'],
  licence: 'ccBySa3',
  split: 'different idioms, a tenth after a fixed shuffle',
  make() {
    const isIdiom = ([word, meanings]) =>
      [...word].length === 4 && meanings.some((meaning) => /\bidiom\b/.test(meaning));
    return splitByLines([...readWords()].filter(isIdiom).map(([word]) => word));
  },
};

export const chineseWords = {
  file: 'chinese-words',
  packages: ['cedict'],
  licence: 'ccBySa3',
  split: 'different words, a tenth after a fixed shuffle',
  make() {
    const words = readWords();
    const uses = new Map();
    for (const word of words.keys()) for (const character of word) uses.set(character, (uses.get(character) ?? 0) + 1);
    const lines = [];
    for (const [word, meanings] of words) {
      if (Array.from(word).some((character) => uses.get(character) < fewestUses)) continue;
      const meaning = meanings.find((text) => text.length <= 60 && !reference.test(text));
      if (meaning) lines.push(`${word} ${meaning}`);
    }
    return splitByLines(lines);
  },
};
