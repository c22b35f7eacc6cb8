import { chineseIdioms } from './chineseIdioms.ts';
import { chineseWords } from './chineseWords.ts';
import type { CorpusDefinition } from './contract.ts';
import { firstNames } from './firstNames.ts';
import { labelledParts } from './labelledParts.ts';
import { mobyDick } from './mobyDick.ts';
import { stateOfTheUnion } from './stateOfTheUnion.ts';

export const whichText: CorpusDefinition<'which-text', Record<never, never>> = {
  id: 'which-text',
  name: { en: 'Which of five texts', zh: '五种文本辨别' },
  summary: {
    en: 'Pieces of a novel, of speeches, of lists of names and idioms and of a dictionary, equally many of each, labelled by where they are from.',
    zh: '小说、演说、人名表、成语表和词典的片段，各占相同份额，以出处为标签。',
  },
  formula: '',
  source: mobyDick.source,
  params: {},
  data: labelledParts(mobyDick, stateOfTheUnion, firstNames, chineseIdioms, chineseWords),
};
