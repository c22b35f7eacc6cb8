/** The form in which every text enters: newlines as \n, no byte-order mark, only whole characters, neither tiny nor huge. */
import { utf8Bytes } from '../tokenizers/utf8.ts';
import { fewestCharacters, mostBytes, textProblem } from './textProblem.ts';

/** Idempotent. Throws `bad-file` for what cannot be trained on. */
export function prepareText(raw: string): string {
  const bytes = utf8Bytes(raw);
  if (bytes > mostBytes) throw textProblem('too-large', bytes);
  const text = raw
    .replace(/^\uFEFF+/, '')
    .replace(/\r\n?/g, '\n')
    .replace(/\p{Surrogate}/gu, '\uFFFD');
  const characters = text.trim().length;
  if (characters === 0) throw textProblem('empty', 0);
  if (characters < fewestCharacters) throw textProblem('too-short', characters);
  return text;
}
