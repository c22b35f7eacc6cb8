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

export function dataSources(load: LoadCorpusFile): PrepareData {
  let last: { readonly key: string; readonly ownText: string | null; readonly source: Promise<DataSource> } | null =
    null;
  return (data, ownText, tokenizer = null) => {
    const key = JSON.stringify([data, tokenizer]);
    if (last?.key === key && last.ownText === ownText) return last.source;
    const source = createDataSource({ data, load, ownText, tokenizer });
    last = { key, ownText, source };
    source.catch(() => {
      if (last?.source === source) last = null;
    });
    return source;
  };
}
