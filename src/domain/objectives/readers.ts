/** How each objective reads data. Beside the definitions, because the page shows those and never reads data itself. */
import type { ReadData } from './contract.ts';
import type { objectives } from './index.ts';
import { labelData } from './labelData.ts';
import { maskedData } from './maskedData.ts';
import { prefixData } from './prefixData.ts';

type Objectives = typeof objectives;

export const readers: { readonly [Id in keyof Objectives]: ReadData<Objectives[Id]['params']> } = {
  'next-token': (data) => data,
  'prefix-lm': prefixData,
  'masked-lm': maskedData,
  classification: labelData,
};
