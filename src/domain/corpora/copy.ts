import type { CorpusDefinition } from './contract.ts';
import { defaultHeldOut, randomString, stringAlphabet, stringParams, tooFewStrings } from './taskParams.ts';

export const copy: CorpusDefinition<'copy', typeof stringParams> = {
  id: 'copy',
  name: { en: 'Task: copy', zh: '任务：复制' },
  summary: {
    en: 'Repeat a string, letter by letter. Attention solves it in a few hundred steps; a recurrent network must squeeze the string into its state.',
    zh: '逐字重复一个字符串。注意力几百步即可学会；循环网络则必须把整个字符串压进状态。',
  },
  formula: 'y_i = x_i',
  source: {
    text: 'Graves, Wayne, Danihelka (2014), Neural Turing Machines, 4.1',
    url: 'https://arxiv.org/abs/1410.5401',
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
      return { prompt: `${question}=`, answer: question };
    },
  },
};
