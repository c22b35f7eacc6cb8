/** Texts that ship with the site, one behind the other, which remember whose pieces are whose. */
import type { LabelledCorpus } from '../../corpora/contract.ts';
import type { Tokenizer } from '../../tokenizers/contract.ts';
import type { DataSource } from '../contract.ts';
import { createTokenSource, excerptLength } from '../textSource.ts';
import { streamPieces, type LabelledStream } from './streams.ts';

export interface LabelledText {
  readonly train: string;
  readonly validation: string;
}

/** @param texts in the order of the corpus' parts */
export function createLabelledSource(
  tokenizer: Tokenizer,
  { parts }: LabelledCorpus,
  texts: readonly LabelledText[],
): DataSource {
  const streams = texts.flatMap(({ train, validation }, i): readonly LabelledStream[] => {
    const part = parts[i];
    if (!part) return [];
    return [{ label: part.label, train: tokenizer.encode(train).ids, validation: tokenizer.encode(validation).ids }];
  });
  const each = Math.floor(excerptLength / texts.length);
  const excerpt = texts.map(({ train }) => train.slice(0, each)).join('\n');
  const train = joined(streams.map((stream) => stream.train));
  const validation = joined(streams.map((stream) => stream.validation));
  const plain = createTokenSource(tokenizer, { train, validation }, excerpt);
  const labels = parts.map(({ label }) => label);
  return { ...plain, facts: { ...plain.facts, labels }, labelled: () => streamPieces(streams) };
}

function joined(arrays: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
