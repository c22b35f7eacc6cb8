/** Words a person reads, in every language of the interface. */
export type Language = 'en' | 'zh';
export const languages: readonly Language[] = ['en', 'zh'];
export type LocalText = Readonly<Record<Language, string>>;

/** The same characters in both languages: numbers, symbols, proper names. */
export const same = (text: string): LocalText => ({ en: text, zh: text });
