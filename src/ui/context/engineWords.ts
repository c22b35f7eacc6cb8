/** The words of what there is to know about the machine, which load with its panels. */
import { kernelsEn } from '../../i18n/kernelsEn.ts';
import { kernelsZh } from '../../i18n/kernelsZh.ts';
import { limitsEn } from '../../i18n/limitsEn.ts';
import { limitsZh } from '../../i18n/limitsZh.ts';
import { type PartTranslate, partTranslator } from '../../i18n/translate.ts';
import { type PartI18n, partI18n } from './partWords.ts';

export type EngineWord = keyof typeof kernelsZh | keyof typeof limitsZh;
export type EngineI18n = PartI18n<EngineWord>;
export type EngineTranslate = PartTranslate<EngineWord>;

export const engineTranslator = partTranslator<EngineWord>({
  en: { ...kernelsEn, ...limitsEn },
  zh: { ...kernelsZh, ...limitsZh },
});

export const useEngineI18n = partI18n(engineTranslator);
