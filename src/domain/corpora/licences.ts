/** Licences of the texts, as their packages state them. */
import type { Licence } from './contract.ts';

export const publicDomain: Licence = {
  name: 'Public domain (PDDL 1.0, CC0 1.0)',
  url: 'https://creativecommons.org/publicdomain/zero/1.0/',
};

export const ccBySa3: Licence = {
  name: 'CC BY-SA 3.0',
  url: 'https://creativecommons.org/licenses/by-sa/3.0/',
};
