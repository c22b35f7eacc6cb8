import type { CorpusDefinition } from './contract.ts';
import { ccBySa3 } from './licences.ts';

export const chineseIdioms: CorpusDefinition<'chinese-idioms', Record<never, never>> = {
  id: 'chinese-idioms',
  name: { en: 'Chinese idioms', zh: '成语' },
  summary: {
    en: 'Four-character Chinese idioms, one a line: can a small model invent one that sounds right?',
    zh: '四字成语，每行一个：小模型能编出像样的成语吗？',
  },
  formula: '',
  source: { text: 'CC-CEDICT, entries marked “idiom”', url: 'https://www.mdbg.net/chinese/dictionary?page=cedict' },
  params: {},
  data: {
    kind: 'text',
    file: 'chinese-idioms',
    licence: ccBySa3,
    split: {
      en: 'A tenth of the idioms, chosen by a fixed shuffle; no idiom is in both parts.',
      zh: '按固定次序打乱后取十分之一；没有成语同时出现在两部分中。',
    },
    language: 'zh',
    prompt: '一',
    command: 'npm run corpora',
  },
};
