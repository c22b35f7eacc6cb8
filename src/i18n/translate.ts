/**
 * Words of the interface. Chinese is the source of the keys; English must have every one of them, by type.
 * `{name}` in a message is replaced by a value; numbers are formatted by the caller and never translated.
 */
import type { Language } from '../domain/core/text.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type MessageKey = keyof typeof zh;
export type MessageValues = Readonly<Record<string, string | number>>;
export type Translate = (key: MessageKey, values?: MessageValues) => string;

const messages: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, zh };

export const fill = (message: string, values: MessageValues): string =>
  message.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

export const translator =
  (language: Language): Translate =>
  (key, values = {}) =>
    fill(messages[language][key], values);

/** Words of one part of the page, in both languages. */
export type PartWords<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;
export type PartTranslate<K extends string> = (key: K | MessageKey, values?: MessageValues) => string;

/** The words of a part that loads when it is looked at, beside the page's own. */
export function partTranslator<K extends string>(words: PartWords<K>): (language: Language) => PartTranslate<K> {
  const isOwn = (key: K | MessageKey): key is K => Object.hasOwn(words.en, key);
  return (language) => {
    const page = translator(language);
    return (key, values = {}) => (isOwn(key) ? fill(words[language][key], values) : page(key, values));
  };
}
