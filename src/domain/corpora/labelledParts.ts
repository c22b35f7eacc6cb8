/** A corpus whose pieces are labelled by the text that they are from. */
import { TrimtabError } from '../core/errors.ts';
import type { CorpusDefinition, LabelledCorpus } from './contract.ts';

/** @param texts whose names become the labels */
export const labelledParts = (...texts: readonly CorpusDefinition[]): LabelledCorpus => ({
  kind: 'labelled',
  parts: texts.map(({ id, name, data }) => {
    if (data.kind !== 'text') throw new TrimtabError('internal', { message: `${id} is no text` });
    return { label: name, text: data };
  }),
});
