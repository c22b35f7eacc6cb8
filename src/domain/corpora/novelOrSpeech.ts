import type { CorpusDefinition } from './contract.ts';
import { labelledParts } from './labelledParts.ts';
import { mobyDick } from './mobyDick.ts';
import { stateOfTheUnion } from './stateOfTheUnion.ts';

export const novelOrSpeech: CorpusDefinition<'novel-or-speech', Record<never, never>> = {
  id: 'novel-or-speech',
  name: { en: 'Novel or speech', zh: '小说还是演说' },
  summary: {
    en: 'Pieces of Moby-Dick and of the State of the Union addresses, equally many of both, each labelled by where it is from.',
    zh: '《白鲸》与国情咨文的片段，两者一样多，各以出处为标签。',
  },
  formula: '',
  source: mobyDick.source,
  params: {},
  data: labelledParts(mobyDick, stateOfTheUnion),
};
