/** From the data section of an experiment to tokens: the one entry that the worker uses. */
import type { ExperimentConfig } from '../config/schema.ts';
import { TrimtabError } from '../core/errors.ts';
import { defaultsOf, type ParamSpecs, type Settings } from '../core/params.ts';
import type { CorpusDefinition } from '../corpora/contract.ts';
import { corpora } from '../corpora/index.ts';
import type { Tokenizer, TokenizerDefinition } from '../tokenizers/contract.ts';
import { toldRows } from '../tokenizers/imported/definition.ts';
import { parseTokenizer } from '../tokenizers/imported/readTokenizer.ts';
import { tokenizers } from '../tokenizers/index.ts';
import type { DataSource } from './contract.ts';
import { loadCorpus, type LoadCorpusFile } from './corpusFiles.ts';
import { examplePieces } from './labelled/examples.ts';
import { createLabelledSource } from './labelled/labelledSource.ts';
import { parseLines } from './labelled/parseLines.ts';
import { prepareText } from './prepareText.ts';
import { splitText } from './splitText.ts';
import { createTaskSource, endOfAnswer } from './taskSource.ts';
import { textHash } from './textHash.ts';
import { createTextSource } from './textSource.ts';

export interface DataRequest {
  readonly data: ExperimentConfig['data'];
  readonly load: LoadCorpusFile;
  /** Needed by the corpus `own-text` only. */
  readonly ownText: string | null;
  /** The vocabulary of a model that is to read these data, as tokenizer.json; else it is built from the data. */
  readonly tokenizer?: string | null;
}

export async function createDataSource({ data, load, ownText, tokenizer: given }: DataRequest): Promise<DataSource> {
  const corpus: CorpusDefinition = corpora[data.corpus];
  const build = (text: string): Tokenizer => tokenizerOf(data, given ?? null, text);
  if (corpus.data.kind === 'task') {
    const settings = settingsOf(corpus.params, data);
    return createTaskSource(corpus.data, settings, build(corpus.data.alphabet(settings) + endOfAnswer));
  }
  if (corpus.data.kind === 'labelled') {
    const texts = await Promise.all(corpus.data.parts.map(({ text }) => loadCorpus(text, load)));
    const all = texts.map(({ train, validation }) => train + validation).join('');
    return createLabelledSource(build(all), corpus.data, texts);
  }
  if (corpus.data.kind === 'own') return ownSource(checked(ownText, data), build);
  const { train, validation } = await loadCorpus(corpus.data, load);
  return createTextSource(build(train + validation), train, validation);
}

/** Its lines may have labels, which nobody asks about unless they are wanted. */
function ownSource(text: string, build: (text: string) => Tokenizer): DataSource {
  const { train, validation } = splitText(text);
  const tokenizer = build(text);
  return {
    ...createTextSource(tokenizer, train, validation),
    labelled: () => examplePieces(parseLines(text), tokenizer),
  };
}

function tokenizerOf(data: ExperimentConfig['data'], given: string | null, text: string): Tokenizer {
  if (data.tokenizer === 'imported') {
    if (given === null) throw new TrimtabError('tokenizer-missing');
    return parseTokenizer(given, toldRows(data));
  }
  const tokenizer: TokenizerDefinition = tokenizers[data.tokenizer];
  return given === null ? tokenizer.build(text, settingsOf(tokenizer.params, data)) : tokenizer.fromJSON(parsed(given));
}

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw new TrimtabError('bad-checkpoint', { file: 'tokenizer.json', reason: 'no-vocabulary' });
  }
}

function settingsOf(params: ParamSpecs, data: ExperimentConfig['data']): Settings<ParamSpecs> {
  const entries = Object.entries(defaultsOf(params)).map(([key, value]) => [key, data[key] ?? value] as const);
  return Object.fromEntries(entries);
}

/** The person's text, if it is the one that the experiment names. */
function checked(ownText: string | null, data: ExperimentConfig['data']): string {
  const wanted = data['textHash'] ?? '';
  const missing = (): TrimtabError => new TrimtabError('text-missing', wanted === '' ? {} : { textHash: wanted });
  if (ownText === null) throw missing();
  const text = prepareText(ownText);
  if (wanted !== '' && textHash(text) !== wanted) throw missing();
  return text;
}
