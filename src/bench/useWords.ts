/** The page's own words in the chosen language. */
import { fill, type MessageValues } from '../i18n/translate.ts';
import { useI18n } from '../ui/context/language.tsx';
import { words } from './words.ts';

export type Say = (key: keyof typeof words, values?: MessageValues) => string;

export function useWords(): Say {
  const { local } = useI18n();
  return (key, values = {}) => fill(local(words[key]), values);
}
