/** The x-ray's words, which load with its panel. */
import { partTranslator } from '../../../i18n/translate.ts';
import { xrayEn } from '../../../i18n/xrayEn.ts';
import { xrayZh } from '../../../i18n/xrayZh.ts';
import { partI18n } from '../../context/partWords.ts';

export const useXrayI18n = partI18n(partTranslator({ en: xrayEn, zh: xrayZh }));
