/** The corpora under the headings of the picker: by kind of data, texts also by their language. */
import type { CorpusDefinition } from '../../domain/corpora/contract.ts';
import { corpora } from '../../domain/corpora/index.ts';
import type { MessageKey } from '../../i18n/translate.ts';

export interface CorpusGroup {
  readonly heading: MessageKey;
  readonly definitions: readonly CorpusDefinition[];
}

function headingOf({ data }: CorpusDefinition): MessageKey {
  if (data.kind === 'own') return 'corporaOwn';
  if (data.kind === 'task') return 'corporaTasks';
  if (data.kind === 'labelled') return 'corporaLabelled';
  return data.language === 'zh' ? 'corporaChinese' : 'corporaTexts';
}

const order: readonly MessageKey[] = [
  'corporaTexts',
  'corporaChinese',
  'corporaLabelled',
  'corporaTasks',
  'corporaOwn',
];

export const corpusGroups: readonly CorpusGroup[] = order.map((heading) => ({
  heading,
  definitions: Object.values<CorpusDefinition>(corpora).filter((definition) => headingOf(definition) === heading),
}));
