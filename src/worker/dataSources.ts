/** Prepared data, kept while the data settings stay the same: starting a run again should not read its text again. */
import type { ExperimentConfig } from '../domain/config/schema.ts';
import type { LoadCorpusFile } from '../domain/data/corpusFiles.ts';
import type { DataSource } from '../domain/data/contract.ts';
import { createDataSource } from '../domain/data/dataSource.ts';

export type PrepareData = (
  data: ExperimentConfig['data'],
  ownText: string | null,
  tokenizer?: string | null,
) => Promise<DataSource>;

/** @param kept the text of a tokenizer.json by its fingerprint; null where it is not on this machine. */
export function dataSources(load: LoadCorpusFile, kept: (hash: string) => Promise<string | null>): PrepareData {
  async function create(
    data: ExperimentConfig['data'],
    ownText: string | null,
    given: string | null,
  ): Promise<DataSource> {
    const hash = data.tokenizer === 'imported' && given === null ? String(data['tokenizerHash']) : null;
    const tokenizer = hash === null ? given : await kept(hash);
    return createDataSource({ data, load, ownText, tokenizer });
  }

  let last: { readonly key: string; readonly ownText: string | null; readonly source: Promise<DataSource> } | null =
    null;
  return (data, ownText, tokenizer = null) => {
    const key = JSON.stringify([data, tokenizer]);
    if (last?.key === key && last.ownText === ownText) return last.source;
    const source = create(data, ownText, tokenizer);
    last = { key, ownText, source };
    source.catch(() => {
      if (last?.source === source) last = null;
    });
    return source;
  };
}
