/**
 * The texts that ship with the site, as `npm run corpora` has written them. `index.json` is read first and each text is
 * checked against it, because some servers answer a missing file with a page of their own.
 */
import { TrimtabError } from '../core/errors.ts';
import type { TextCorpus } from '../corpora/contract.ts';
import { utf8Bytes } from '../tokenizers/utf8.ts';

/** Reads `corpora/<name>`; rejects if it is not there. */
export type LoadCorpusFile = (name: string) => Promise<string>;

interface PartFacts {
  readonly bytes: number;
  readonly characters: number;
  readonly sha256: string;
}

export interface CorpusIndexEntry {
  readonly licence: { readonly name: string; readonly url: string };
  readonly source: readonly { readonly package: string; readonly version: string }[];
  readonly split: string;
  readonly train: PartFacts;
  readonly validation: PartFacts;
}

export interface CorpusIndex {
  readonly version: 1;
  /** By `TextCorpus.file`; what is not listed has not been made. */
  readonly corpora: Readonly<Record<string, CorpusIndexEntry>>;
}

export const corpusIndexFile = 'index.json';

/** Null if there is no index, e.g. because `npm run corpora` has not run. */
export async function loadCorpusIndex(load: LoadCorpusFile): Promise<CorpusIndex | null> {
  try {
    const index = JSON.parse(await load(corpusIndexFile)) as CorpusIndex;
    return index.version === 1 ? index : null;
  } catch {
    return null;
  }
}

export async function loadCorpus(
  corpus: TextCorpus,
  load: LoadCorpusFile,
): Promise<{ readonly train: string; readonly validation: string }> {
  const entry = (await loadCorpusIndex(load))?.corpora[corpus.file];
  if (!entry) throw missing(corpus);
  const read = async (part: 'train' | 'validation'): Promise<string> => {
    const text = await load(`${corpus.file}.${part}.txt`).catch(() => {
      throw missing(corpus);
    });
    if (utf8Bytes(text) !== entry[part].bytes) throw missing(corpus);
    return text;
  };
  const [train, validation] = await Promise.all([read('train'), read('validation')]);
  return { train, validation };
}

function missing({ file, command }: TextCorpus): TrimtabError {
  const message = {
    en: `The text “${file}” is not there. Make it with: ${command}`,
    zh: `缺少文本“${file}”。请运行以下命令生成：${command}`,
  };
  return new TrimtabError('data-missing', { file, command }, [{ path: 'data.corpus', message }]);
}
