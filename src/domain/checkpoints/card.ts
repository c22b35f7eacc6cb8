/**
 * The card of a model that ships with the site: what it is, where it comes from, how good it is and what it is not for
 * (after Mitchell et al. 2019, Model Cards for Model Reporting). `npm run checkpoints` writes one for each folder of
 * `public/checkpoints/` as card.json, and all of them as index.json, which the page reads. Figures are of the weights as
 * they are in the file.
 */
import { TrimtabError } from '../core/errors.ts';
import type { LocalText } from '../core/text.ts';

export const cardVersion = 1;

export interface CardFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ModelCard {
  readonly version: typeof cardVersion;
  /** Its folder. */
  readonly id: string;
  readonly name: LocalText;
  readonly about: LocalText;
  readonly data: {
    /** Id of the corpus. */
    readonly corpus: string;
    readonly licence: { readonly name: string; readonly url: string };
  };
  /** What it should not be used for, and what to beware of. */
  readonly limits: LocalText;
  readonly model: {
    readonly architecture: string;
    readonly layers: number;
    readonly width: number;
    readonly context: number;
    readonly vocabulary: number;
    readonly parameters: number;
  };
  readonly training: {
    readonly steps: number;
    readonly tokensSeen: number;
    readonly seconds: number;
    readonly backend: string;
    /** Makes the folder. */
    readonly command: string;
    /** Only trains it, with a log of the training. */
    readonly lab: string;
  };
  readonly validation: {
    readonly lossNats: number;
    readonly perplexity: number;
    readonly bitsPerByte: number;
    /** Measures it again. */
    readonly command: string;
  };
  /** The mean over so many windows of the validation text, evenly spread, that a test computes again. */
  readonly spotCheck: { readonly windows: number; readonly lossNats: number };
  /** How the numbers of model.safetensors are written. */
  readonly dtype: 'F16' | 'F32';
  /** All but the card, in alphabetical order. */
  readonly files: readonly CardFile[];
  readonly bytes: number;
  /** Year-month-day. */
  readonly date: string;
}

export interface Catalogue {
  readonly version: typeof cardVersion;
  readonly models: readonly ModelCard[];
}

/** Folder of the site. */
export const checkpointsFolder = 'checkpoints';
export const catalogueFile = 'index.json';
export const cardFile = 'card.json';

/** Files that make a model; with them goes the config.json for readers of other makes. */
export const modelFiles = { weights: 'model.safetensors', experiment: 'experiment.json', tokenizer: 'tokenizer.json' };

/** Some servers answer a missing file with a page of their own: throws `bad-model` for what is no list of cards. */
export function readCatalogue(text: string): readonly ModelCard[] {
  const file = `${checkpointsFolder}/${catalogueFile}`;
  let catalogue: unknown;
  try {
    catalogue = JSON.parse(text);
  } catch {
    throw new TrimtabError('bad-model', { file, reason: 'json' });
  }
  if (!isCatalogue(catalogue)) throw new TrimtabError('bad-model', { file, reason: 'entry' });
  return catalogue.models;
}

function isCatalogue(value: unknown): value is Catalogue {
  if (typeof value !== 'object' || value === null || !('models' in value) || !('version' in value)) return false;
  return value.version === cardVersion && Array.isArray(value.models);
}
