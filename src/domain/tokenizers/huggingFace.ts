/** Reading the vocabulary of a Hugging Face `tokenizer.json` that may come from anywhere. */
import { TrimtabError } from '../core/errors.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The tokens in the order of their ids, which must be 0 … V-1 without gaps; every token one character. */
export function parseVocabulary(json: Readonly<Record<string, unknown>>): readonly string[] {
  const model = json['model'];
  const vocabulary = isRecord(model) ? model['vocab'] : undefined;
  if (!isRecord(vocabulary))
    throw new TrimtabError('bad-checkpoint', { file: 'tokenizer.json', reason: 'no-vocabulary' });
  const entries = Object.entries(vocabulary);
  const tokens: string[] = [];
  for (const [token, id] of entries) {
    const legal = typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < entries.length;
    if (!legal || tokens[id] !== undefined || [...token].length !== 1) {
      throw new TrimtabError('bad-checkpoint', { file: 'tokenizer.json', reason: 'bad-vocabulary', token });
    }
    tokens[id] = token;
  }
  if (entries.length === 0)
    throw new TrimtabError('bad-checkpoint', { file: 'tokenizer.json', reason: 'no-vocabulary' });
  return tokens;
}
