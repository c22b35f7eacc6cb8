import type { CorpusDefinition } from './contract.ts';
import { ccBySa3 } from './licences.ts';

export const chineseWords: CorpusDefinition<'chinese-words', Record<never, never>> = {
  id: 'chinese-words',
  name: { en: 'Chinese–English dictionary', zh: '汉英词典' },
  summary: {
    en: 'Chinese words of common characters, each with one English meaning, one entry a line: two scripts in one text.',
    zh: '常用字组成的汉语词语及其一条英文释义，每行一条：一份文本，两种文字。',
  },
  formula: '',
  source: { text: 'CC-CEDICT', url: 'https://www.mdbg.net/chinese/dictionary?page=cedict' },
  params: {},
  data: {
    kind: 'text',
    file: 'chinese-words',
    licence: ccBySa3,
    split: {
      en: 'A tenth of the words, chosen by a fixed shuffle; no word is in both parts.',
      zh: '按固定次序打乱后取十分之一；没有词语同时出现在两部分中。',
    },
    language: 'zh',
    prompt: '学习 ',
    command: 'npm run corpora',
  },
};
