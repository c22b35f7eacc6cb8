/**
 * Words of a part of the page that loads when it is looked at, beside the page's own. Whoever uses them imports the hook, and with
 * it the words: none can be asked for before it is there.
 */
import { useMemo } from 'react';
import type { Language } from '../../domain/core/text.ts';
import type { PartTranslate } from '../../i18n/translate.ts';
import { type I18n, useI18n } from './language.tsx';

export interface PartI18n<K extends string> extends I18n {
  readonly t: PartTranslate<K>;
}

/** @returns a hook like `useI18n` */
export const partI18n =
  <K extends string>(translator: (language: Language) => PartTranslate<K>): (() => PartI18n<K>) =>
  () => {
    const page = useI18n();
    return useMemo(() => ({ ...page, t: translator(page.language) }), [page]);
  };
