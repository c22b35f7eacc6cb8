/** Licences of the texts, as their packages state them; the same words as in `src/domain/corpora/licences.ts`. */
export const licences = {
  publicDomain: {
    name: 'Public domain (PDDL 1.0, CC0 1.0)',
    url: 'https://creativecommons.org/publicdomain/zero/1.0/',
  },
  ccBySa3: { name: 'CC BY-SA 3.0', url: 'https://creativecommons.org/licenses/by-sa/3.0/' },
  poems: {
    name: 'Public domain texts, collection MIT',
    url: 'https://github.com/chinese-poetry/chinese-poetry/blob/master/LICENSE',
  },
};
