/** The interface language for components: `t` for interface words, `local` for the words of definitions. */
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react';
import type { Language, LocalText } from '../../domain/core/text.ts';
import { type Translate, translator } from '../../i18n/translate.ts';

export interface I18n {
  readonly language: Language;
  readonly t: Translate;
  readonly local: (text: LocalText) => string;
}

const i18nOf = (language: Language): I18n => ({ language, t: translator(language), local: (text) => text[language] });

const LanguageContext = createContext<I18n>(i18nOf('en'));

export function LanguageProvider({
  language,
  children,
}: {
  readonly language: Language;
  readonly children: ReactNode;
}) {
  const value = useMemo(() => i18nOf(language), [language]);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export const useI18n = (): I18n => useContext(LanguageContext);
