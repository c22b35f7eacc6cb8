import type { CorpusDefinition } from './contract.ts';

export const tangSongPoems: CorpusDefinition<'tang-song-poems', Record<never, never>> = {
  id: 'tang-song-poems',
  name: { en: 'Tang and Song poems', zh: '唐诗宋词' },
  summary: {
    en: 'Classical Chinese poems of the Tang and Song dynasties. Their package is large, so they are fetched only on demand.',
    zh: '唐宋两代的诗词。数据包较大，按需下载。',
  },
  formula: '',
  source: { text: 'chinese-poetry', url: 'https://github.com/chinese-poetry/chinese-poetry' },
  params: {},
  data: {
    kind: 'text',
    file: 'tang-song-poems',
    licence: {
      name: 'Public domain texts, collection MIT',
      url: 'https://github.com/chinese-poetry/chinese-poetry/blob/master/LICENSE',
    },
    split: {
      en: 'Whole poems: a tenth of them, chosen by a fixed shuffle; no poem is in both parts.',
      zh: '以整首为单位：按固定次序打乱后取十分之一；没有一首同时出现在两部分中。',
    },
    language: 'zh',
    prompt: '春',
    command: 'npm run corpora -- --poems',
  },
};
