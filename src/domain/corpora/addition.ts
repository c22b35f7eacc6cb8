/**
 * Numbers are zero-padded to a fixed width, so that a digit of the answer always stands at the same distance from the
 * digits it depends on (minGPT's adder does the same).
 */
import { flag, integer, type ParamSpecs } from '../core/params.ts';
import type { CorpusDefinition } from './contract.ts';
import { defaultHeldOut } from './taskParams.ts';

const params = {
  digits: integer({
    name: { en: 'Digits', zh: '位数' },
    symbol: 'n',
    help: { en: 'Decimal digits of each number.', zh: '每个加数的十进制位数。' },
    applies: 'restart',
    default: 2,
    min: 1,
    max: 9,
    usual: [1, 5],
  }),
  reversed: flag({
    name: { en: 'Units first', zh: '个位在前' },
    help: {
      en: 'Write the sum from its units upwards, in the order in which a person carries. Far easier to learn.',
      zh: '从个位开始写和，与人列竖式进位的次序一致。这样容易学得多。',
    },
    applies: 'restart',
    default: false,
  }),
} as const satisfies ParamSpecs;

export const addition: CorpusDefinition<'addition', typeof params> = {
  id: 'addition',
  name: { en: 'Task: addition', zh: '任务：加法' },
  summary: {
    en: 'Add two decimal numbers. Carries make a digit of the sum depend on all digits to its right.',
    zh: '两个十进制数相加。由于进位，和的每一位都可能取决于其右边的所有数位。',
  },
  formula: 'c = a + b,\\quad 0 \\le a, b < 10^n',
  source: {
    text: 'Lee et al. (2023), Teaching Arithmetic to Small Transformers',
    url: 'https://arxiv.org/abs/2307.03381',
  },
  params,
  data: {
    kind: 'task',
    alphabet: () => '0123456789+=',
    longest: (settings) => 3 * settings.digits + 3,
    heldOut: () => defaultHeldOut,
    example(settings, random) {
      const a = random.below(10 ** settings.digits);
      const b = random.below(10 ** settings.digits);
      const padded = (value: number, width: number): string => String(value).padStart(width, '0');
      const sum = padded(a + b, settings.digits + 1);
      return {
        prompt: `${padded(a, settings.digits)}+${padded(b, settings.digits)}=`,
        answer: settings.reversed ? [...sum].toReversed().join('') : sum,
      };
    },
  },
};
