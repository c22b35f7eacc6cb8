/** Every corpus, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { addition } from './addition.ts';
import { chineseIdioms } from './chineseIdioms.ts';
import { chineseWords } from './chineseWords.ts';
import { copy } from './copy.ts';
import { dyck } from './dyck.ts';
import { firstNames } from './firstNames.ts';
import { mobyDick } from './mobyDick.ts';
import { modularAddition } from './modularAddition.ts';
import { novelOrSpeech } from './novelOrSpeech.ts';
import { ownText } from './ownText.ts';
import { reverse } from './reverse.ts';
import { sort } from './sort.ts';
import { stateOfTheUnion } from './stateOfTheUnion.ts';
import { tangSongPoems } from './tangSongPoems.ts';
import { whichText } from './whichText.ts';

export const corpora = registry(
  mobyDick,
  stateOfTheUnion,
  firstNames,
  chineseIdioms,
  chineseWords,
  tangSongPoems,
  novelOrSpeech,
  whichText,
  ownText,
  copy,
  reverse,
  sort,
  addition,
  modularAddition,
  dyck,
);
