/**
 * What the string tasks share: their two parameters and the demand that there are enough different examples to hold
 * some out. `=` separates the question from the answer in every task.
 */
import { integer, type ParamSpecs, type Settings } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import type { RandomStream } from '../core/random.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Share of all examples kept out of training, decided by a hash of each example. */
export const defaultHeldOut = 0.1;

/** Fewer different examples than this leave too little to hold out. */
export const fewestExamples = 100;

export const stringParams = {
  length: integer({
    name: { en: 'Length', zh: '长度' },
    symbol: 'n',
    unit: { en: 'symbols', zh: '个符号' },
    help: {
      en: 'Symbols in each question. Longer ones need a longer context and more steps to learn.',
      zh: '每道题的符号个数。越长，需要的上下文和训练步数越多。',
    },
    applies: 'restart',
    default: 12,
    min: 1,
    max: 100,
    usual: [4, 24],
  }),
  symbols: integer({
    name: { en: 'Different symbols', zh: '符号种类' },
    symbol: 'k',
    help: { en: 'Size of the alphabet: the first k letters.', zh: '字母表的大小：取前 k 个字母。' },
    applies: 'restart',
    default: 10,
    min: 2,
    max: letters.length,
    usual: [4, 26],
  }),
} as const satisfies ParamSpecs;

type StringSettings = Settings<typeof stringParams>;

export const stringAlphabet = (settings: StringSettings): string => letters.slice(0, settings.symbols);

export function randomString(settings: StringSettings, random: RandomStream): string {
  return Array.from({ length: settings.length }, () => letters.charAt(random.below(settings.symbols))).join('');
}

export function tooFewStrings(settings: StringSettings): readonly Problem[] {
  if (settings.symbols ** settings.length >= fewestExamples) return [];
  const nearest = Math.ceil(Math.log(fewestExamples) / Math.log(settings.symbols) - 1e-9);
  return [
    {
      path: 'length',
      message: {
        en: `${settings.symbols} symbols make too few different strings of this length; use at least ${nearest}.`,
        zh: `${settings.symbols} 种符号在该长度下能组成的不同字符串太少，长度至少应为 ${nearest}。`,
      },
      nearest,
    },
  ];
}
