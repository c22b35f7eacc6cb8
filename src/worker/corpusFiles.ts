/** Reads the texts that ship beside the site. */
import type { LoadCorpusFile } from '../domain/data/corpusFiles.ts';

/** @param root address of the site's `corpora/` folder */
export const corpusLoader =
  (root: string): LoadCorpusFile =>
  async (name) => {
    const response = await fetch(new URL(name, root));
    if (!response.ok) throw new Error(`${name}: ${response.status}`);
    return response.text();
  };
