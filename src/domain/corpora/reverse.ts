import type { CorpusDefinition } from './contract.ts';
import { defaultHeldOut, randomString, stringAlphabet, stringParams, tooFewStrings } from './taskParams.ts';

export const reverse: CorpusDefinition<'reverse', typeof stringParams> = {
  id: 'reverse',
  name: { en: 'Task: reverse', zh: '任务：逆序' },
  summary: {
    en: 'Write a string backwards. The first answer letter is the nearest one, the last the farthest.',
    zh: '把字符串倒着写出来。答案的第一个字母离得最近，最后一个离得最远。',
  },
  formula: 'y_i = x_{n+1-i}',
  source: {
    text: 'Grefenstette et al. (2015), Learning to Transduce with Unbounded Memory, 4.1',
    url: 'https://arxiv.org/abs/1506.02516',
  },
  params: stringParams,
  check: tooFewStrings,
  data: {
    kind: 'task',
    alphabet: (settings) => `${stringAlphabet(settings)}=`,
    longest: (settings) => 2 * settings.length + 1,
    heldOut: () => defaultHeldOut,
    example(settings, random) {
      const question = randomString(settings, random);
      return { prompt: `${question}=`, answer: [...question].toReversed().join('') };
    },
  },
};
