import type { CorpusDefinition } from './contract.ts';
import { defaultHeldOut, randomString, stringAlphabet, stringParams, tooFewStrings } from './taskParams.ts';

export const sort: CorpusDefinition<'sort', typeof stringParams> = {
  id: 'sort',
  name: { en: 'Task: sort', zh: '任务：排序' },
  summary: {
    en: 'Write the letters of a string in alphabetical order: the model has to count.',
    zh: '把字符串中的字母按字母顺序写出来：模型必须学会计数。',
  },
  formula: 'y = \\operatorname{sort}(x)',
  source: { text: 'Karpathy (2020), minGPT, demo: a GPT that sorts', url: 'https://github.com/karpathy/minGPT' },
  params: stringParams,
  check: tooFewStrings,
  data: {
    kind: 'task',
    alphabet: (settings) => `${stringAlphabet(settings)}=`,
    longest: (settings) => 2 * settings.length + 1,
    heldOut: () => defaultHeldOut,
    example(settings, random) {
      const question = randomString(settings, random);
      return { prompt: `${question}=`, answer: [...question].toSorted().join('') };
    },
  },
};
